package dev.strongroom.attestation.policy;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.CelException;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.strongroom.attestation.claims.ClaimKind;
import dev.strongroom.attestation.claims.ClaimSchema;
import dev.strongroom.attestation.demand.DottedVersion;
import dev.strongroom.wire.MalformedException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The Common Expression Language as policies use it. Thread-safe.
///
/// Claims are declared as nested types, so a misspelt name does not compile. Of the macros only
/// `has`, `all` and `exists` are there, and no function knows a clock or chance: one set of claims
/// always gives one answer. `isAtLeast(seen, floor)` compares versions as [DottedVersion] does.
/// Length, nodes and nesting are bounded when an expression is compiled, the iterations of all its
/// loops together when it is run; that is its cost limit.
final class Expressions {
  /// An expression that compiled.
  interface Condition {
    /// True if the expression is.
    ///
    /// @throws MalformedException if it cannot be evaluated: a claim is absent, or it costs too
    ///   much
    boolean holds(Map<String, Object> variables) throws MalformedException;
  }

  static final String REFERENCE = "reference";
  static final String FLOOR = "floor";

  private static final String IS_AT_LEAST = "isAtLeast";

  private static final int MAX_CODE_POINTS = 2048;
  private static final int MAX_NODES = 512;
  private static final int MAX_NESTING = 24;
  private static final int MAX_ITERATIONS = 1024;
  private static final int MAX_REGEX_PROGRAM = 1024;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(MAX_CODE_POINTS)
          .maxParseExpressionNodeCount(MAX_NODES)
          .maxParseRecursionDepth(MAX_NESTING)
          .comprehensionMaxIterations(MAX_ITERATIONS)
          .maxRegexProgramSize(MAX_REGEX_PROGRAM)
          .enableOptionalSyntax(false)
          .build();

  private static final Types TYPES = new Types();
  private static final CelCompiler COMPILER = compiler();
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.legacyCelRuntimeBuilder()
          .setOptions(OPTIONS)
          .addFunctionBindings(
              CelFunctionBinding.from(
                  IS_AT_LEAST, String.class, String.class, DottedVersion::isAtLeast))
          .build();

  private Expressions() {}

  /// Compiles.
  ///
  /// @throws MalformedException if it is no expression of type bool over declared claims, or beyond
  ///   a limit
  static Condition compile(String code, String cel) throws MalformedException {
    try {
      var program = RUNTIME.createProgram(COMPILER.compile(cel).getAst());
      return variables -> {
        try {
          return Boolean.TRUE.equals(program.eval(variables));
        } catch (CelEvaluationException e) {
          throw new MalformedException(code, -1, String.valueOf(e.getMessage()), e);
        }
      };
    } catch (CelValidationException e) {
      var meant = Misspelt.nearest(cel).map(claim -> "; did you mean " + claim + "?").orElse("");
      throw new MalformedException(code, -1, issues(e) + meant, e);
    } catch (CelException e) {
      throw new MalformedException(code, -1, "cannot be run: " + e.getMessage(), e);
    }
  }

  /// On one line: where, counted from one, and what.
  private static String issues(CelValidationException failure) {
    return failure.getErrors().stream()
        .map(
            issue ->
                "line %d, column %d: %s"
                    .formatted(
                        issue.getSourceLocation().getLine(),
                        issue.getSourceLocation().getColumn() + 1,
                        said(issue.getMessage())))
        .collect(Collectors.joining("; "));
  }

  /// A parser's own words speak of its grammar.
  private static String said(String message) {
    return message
        .strip()
        .replaceAll("\\s+", " ")
        .replaceFirst("(?:mismatched|extraneous) input (.+?) expecting .*", "unexpected $1")
        .replaceFirst("no viable alternative at input (.+)", "unexpected $1")
        .replaceFirst("token recognition error at: (.+)", "unexpected $1")
        .replace("'<EOF>'", "end");
  }

  private static CelCompiler compiler() {
    var builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setTypeProvider(TYPES)
            .setStandardMacros(CelStandardMacro.HAS, CelStandardMacro.ALL, CelStandardMacro.EXISTS)
            .addVar(
                REFERENCE, MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING)))
            .addFunctionDeclarations(
                CelFunctionDecl.newFunctionDeclaration(
                    IS_AT_LEAST,
                    CelOverloadDecl.newGlobalOverload(
                        IS_AT_LEAST, SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING)))
            .addVar(FLOOR, MapType.create(SimpleType.STRING, SimpleType.INT))
            .setResultType(SimpleType.BOOL);
    TYPES.variables.forEach(builder::addVar);
    return builder.build();
  }

  /// Claims as types: each group is a struct that knows its members. Immutable.
  private static final class Types implements CelTypeProvider {
    private static final String PREFIX = "strongroom.claims.";
    private final ImmutableMap<String, CelType> structs;

    /// What stands at the top: claims and groups, by name.
    private final ImmutableMap<String, CelType> variables;

    Types() {
      var groups = new LinkedHashMap<String, CelType>();
      variables = members("", groups);
      structs = ImmutableMap.copyOf(groups);
    }

    /// Name and type of everything directly below `prefix`; the groups among them go to `groups`.
    private static ImmutableMap<String, CelType> members(
        String prefix, Map<String, CelType> groups) {
      var members = new LinkedHashMap<String, CelType>();
      for (var claim : ClaimSchema.claims().values()) {
        if (claim.name().startsWith(prefix)) {
          var rest = claim.name().substring(prefix.length());
          int dot = rest.indexOf('.');
          var member = dot < 0 ? rest : rest.substring(0, dot);
          if (!members.containsKey(member)) {
            members.put(member, dot < 0 ? type(claim.kind()) : struct(prefix + member, groups));
          }
        }
      }
      return ImmutableMap.copyOf(members);
    }

    private static CelType struct(String group, Map<String, CelType> groups) {
      var name = PREFIX + group;
      var members = members(group + ".", groups);
      var struct =
          StructType.create(
              name, members.keySet(), member -> Optional.ofNullable(members.get(member)));
      groups.put(name, struct);
      return struct;
    }

    private static CelType type(ClaimKind kind) {
      return switch (kind) {
        case FLAG -> SimpleType.BOOL;
        case NUMBER -> SimpleType.INT;
        case TEXT -> SimpleType.STRING;
        case TEXTS -> ListType.create(SimpleType.STRING);
        case MAP -> MapType.create(SimpleType.STRING, SimpleType.STRING);
        case DEVICES -> ListType.create(MapType.create(SimpleType.STRING, SimpleType.STRING));
      };
    }

    @Override
    public ImmutableCollection<CelType> types() {
      return structs.values();
    }

    @Override
    public Optional<CelType> findType(String name) {
      return Optional.ofNullable(structs.get(name));
    }
  }
}
