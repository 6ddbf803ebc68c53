package dev.strongroom.attestation.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictXmlTest {
  private static String text(String xml) throws MalformedException {
    return StrictXml.parse("xml", Bytes.utf8(xml)).getDocumentElement().getTextContent();
  }

  private static void refuses(String xml) {
    assertThatThrownBy(() -> text(xml)).isInstanceOf(MalformedException.class);
  }

  private static void refuses(String xml, String why) {
    assertThatThrownBy(() -> text(xml))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(why);
  }

  @Test
  void readsElementsAttributesAndText() throws Exception {
    var xml = "<a xmlns='u' xmlns:p='v' b='1' p:b='2'>x<p:c/>&lt;&#65;</a>";
    var root = StrictXml.parse("xml", Bytes.utf8(xml)).getDocumentElement();
    assertThat(root.getNamespaceURI()).isEqualTo("u");
    assertThat(root.getAttribute("b")).isEqualTo("1");
    assertThat(root.getAttributeNS("v", "b")).isEqualTo("2");
    assertThat(XmlElements.attributes(root)).hasSize(2);
    assertThat(root.getTextContent()).isEqualTo("x<A");
    assertThat(root.getElementsByTagNameNS("v", "c").getLength()).isEqualTo(1);
    assertThat(root.getOwnerDocument().getDocumentElement()).isSameAs(root);
  }

  @Test
  void whateverIsDeclaredItIsUtf8() throws Exception {
    assertThat(text("<?xml version='1.0' encoding='UTF-16'?><a>ü</a>")).isEqualTo("ü");
    for (int bad : new int[] {0xc3, 0xff, 0x80}) {
      var bytes = new byte[] {'<', 'a', '>', (byte) bad, '(', '<', '/', 'a', '>'};
      assertThatThrownBy(() -> StrictXml.parse("xml", Bytes.copyOf(bytes)))
          .isInstanceOf(MalformedException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "<a>",
        "<a/><b/>",
        "<a/>x",
        "x<a/>",
        "<a b='1' b='2'/>",
        "<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>",
        "<p:a/>",
        "<a p:b='1'/>",
        "<:a/>",
        "<a :b='1'/>",
        "<a b:='1'/>",
        "<a xmlns:p='u' p:b:c='1'/>",
        "<a xmlns:p='u' xmlns:p:q='v'/>",
        "<p:q:a xmlns:p='u'/>",
        "<a xmlns:='u'/>",
        "<a xmlns:xmlns='u'/>",
        "<a xmlns:xml='u'/>",
        "<xmlns:a/>",
        "<a xmlns='http://www.w3.org/2000/xmlns/'/>",
        "<a>\u0001</a>",
        "<a>&#1;</a>",
        "<a>&unknown;</a>",
        "<a b='<'/>",
        "<?xml version='1.1'?><a/>",
        "<?xml version='2.0'?><a/>",
        "<?xml version='1.0'?><?xml version='1.0'?><a/>"
      })
  void refusesWhatIsNotWellFormed(String xml) {
    refuses(xml);
  }

  @Test
  void whatIsCutOffIsNotSaidToHaveADocumentType() {
    assertThatThrownBy(() -> text("<a><b>\n</b"))
        .hasMessage("xml: line 2, column 4: is not well-formed XML");
  }

  @Test
  void refusesWhatReadersSeeDifferently() {
    refuses("<a><!-- --></a>", "has a comment");
    refuses("<!-- --><a/>", "has a comment");
    refuses("<a/><!-- -->", "has a comment");
    refuses("<a><?x y?></a>", "has a processing instruction");
    refuses("<?x y?><a/>", "has a processing instruction");
    refuses("<a><![CDATA[x]]></a>", "has a CDATA section");
    refuses("<?xml version='1.1'?><a/>", "XML 1.1, want 1.0");
  }

  @Nested
  @DisplayName("CWE-776: entities do not expand")
  class Bombs {
    // spec: CWE-776
    @Test
    void billionLaughs() {
      var bomb = new StringBuilder("<!DOCTYPE a [<!ENTITY e0 'ha'>");
      for (int i = 1; i < 12; i++) {
        bomb.append("<!ENTITY e" + i + " '" + ("&e" + (i - 1) + ";").repeat(10) + "'>");
      }
      refuses(bomb + "]><a>&e11;</a>", "has a document type");
      refuses(bomb + "]><a b='&e11;'/>", "has a document type");
    }

    @Test
    void oneLargeEntityManyTimes() {
      var large = "x".repeat(100_000);
      refuses("<!DOCTYPE a [<!ENTITY e '" + large + "'>]><a>" + "&e;".repeat(1000) + "</a>");
    }

    @Test
    void parameterEntities() {
      refuses("<!DOCTYPE a [<!ENTITY % p '<!ENTITY e \"x\">'> %p;]><a>&e;</a>");
    }

    @Test
    void anyDocumentType() {
      refuses("<!DOCTYPE a><a/>");
      refuses("<!DOCTYPE a [<!ATTLIST a b CDATA 'default'>]><a/>");
      refuses("<!DOCTYPE a [<!ATTLIST a b ID #IMPLIED>]><a b='x'/>");
    }
  }

  @Nested
  @DisplayName("CWE-611: external entities are not resolved")
  class Outside {
    // spec: CWE-611
    @Test
    void filesAreNotRead(@TempDir Path directory) throws Exception {
      var secret = Files.writeString(directory.resolve("secret"), "secret");
      refuses("<!DOCTYPE a [<!ENTITY e SYSTEM '" + secret.toUri() + "'>]><a>&e;</a>");
      refuses("<!DOCTYPE a SYSTEM '" + secret.toUri() + "'><a/>");
    }

    @Test
    void nobodyIsAsked() throws Exception {
      var asked = new AtomicInteger();
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", exchange -> asked.incrementAndGet());
      server.start();
      try {
        var url = "http://127.0.0.1:" + server.getAddress().getPort() + "/x";
        refuses("<!DOCTYPE a SYSTEM '" + url + "'><a/>");
        refuses("<!DOCTYPE a PUBLIC 'x' '" + url + "'><a/>");
        refuses("<!DOCTYPE a [<!ENTITY e SYSTEM '" + url + "'>]><a>&e;</a>");
        refuses("<!DOCTYPE a [<!ENTITY % p SYSTEM '" + url + "'> %p;]><a/>");
        var hints =
            "<a xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='u "
                + url
                + "' xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='"
                + url
                + "'/></a>";
        assertThat(text(hints)).isEmpty();
      } finally {
        server.stop(0);
      }
      assertThat(asked).hasValue(0);
    }
  }

  @Nested
  class Limits {
    @Test
    void length() throws Exception {
      int shell = "<a></a>".length();
      assertThat(text("<a>" + "x".repeat(StrictXml.MAX_BYTES - shell) + "</a>"))
          .hasSize(StrictXml.MAX_BYTES - shell);
      refuses("<a>" + "x".repeat(StrictXml.MAX_BYTES - shell + 1) + "</a>", "limit 262144");
    }

    private static String nested(int depth) {
      return "<a>".repeat(depth) + "</a>".repeat(depth);
    }

    @Test
    void depth() throws Exception {
      assertThat(text(nested(StrictXml.MAX_DEPTH))).isEmpty();
      refuses(nested(StrictXml.MAX_DEPTH + 1), "8 within each other");
      refuses(nested(30_000));
      refuses("<a>".repeat(80_000));
    }

    private static String many(int elements) {
      return "<a>" + "<b/>".repeat(elements - 1) + "</a>";
    }

    @Test
    void elements() throws Exception {
      assertThat(text(many(StrictXml.MAX_ELEMENTS))).isEmpty();
      refuses(many(StrictXml.MAX_ELEMENTS + 1), "more than 512 elements");
      refuses(many(60_000));
    }

    private static String wide(int attributes) {
      var xml = new StringBuilder("<a");
      for (int i = 0; i < attributes; i++) {
        xml.append(" a" + i + "='1'");
      }
      return xml + "/>";
    }

    @Test
    void attributes() throws Exception {
      assertThat(text(wide(StrictXml.MAX_ATTRIBUTES))).isEmpty();
      refuses(wide(StrictXml.MAX_ATTRIBUTES + 1));
      refuses(wide(20_000));
    }

    @Test
    void largeNamesAndValuesAreReadInTheirTime() {
      var large = "x".repeat(200_000);
      org.junit.jupiter.api.Assertions.assertTimeout(
          Duration.ofSeconds(5),
          () -> {
            assertThat(text("<a b='" + large + "'/>")).isEmpty();
            refuses("<" + large + "/>");
            refuses("<a " + large + "='1'/>");
            refuses("<a b='" + "&#65;".repeat(50_000) + "' <");
          });
    }
  }
}
