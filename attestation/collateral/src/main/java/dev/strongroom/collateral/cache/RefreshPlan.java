package dev.strongroom.collateral.cache;

import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Material;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;

/// What to fetch at an instant, most urgent first, and when to ask again. A function of what is
/// held, what is wanted and the time.
///
/// @param due items to fetch now
/// @param nextDue when the first of the others falls due; [Instant#MAX] if there is none
public record RefreshPlan(List<Due> due, Instant nextDue) {
  private static final int LIFE_PARTS = 4;

  public RefreshPlan {
    due = List.copyOf(due);
  }

  /// Why an item is due; declared by urgency.
  public enum Reason {
    /// It is not held.
    ABSENT,
    /// It is held, and may not be used: it has ended, or not begun.
    STALE,
    /// It ends soon, or the vendor may have published another.
    AGED
  }

  /// An item to fetch.
  public record Due(Item item, Reason reason) {}

  /// Plans.
  ///
  /// @param held materials of any items; those not wanted are left alone
  public static RefreshPlan of(
      Collection<Item> wanted, Collection<Material> held, Instant now, RefreshRules rules) {
    var byItem = new HashMap<Item, Material>();
    held.forEach(material -> byItem.put(material.item(), material));
    var due = new ArrayList<Due>();
    var nextDue = Instant.MAX;
    for (var item : new LinkedHashSet<>(wanted)) {
      var material = byItem.get(item);
      if (material == null) {
        due.add(new Due(item, Reason.ABSENT));
      } else if (!material.isFresh(now)) {
        due.add(new Due(item, Reason.STALE));
      } else {
        var at = dueAt(material, rules);
        if (at.isAfter(now)) {
          nextDue = at.isBefore(nextDue) ? at : nextDue;
        } else {
          due.add(new Due(item, Reason.AGED));
        }
      }
    }
    // What makes a service want a pause comes last, so that nothing else waits for it.
    due.sort(
        Comparator.comparing(Due::reason)
            .thenComparing(each -> each.item().spacing())
            .thenComparing(each -> each.item().name()));
    return new RefreshPlan(due, nextDue);
  }

  private static Instant dueAt(Material material, RefreshRules rules) {
    var quarter =
        Duration.between(material.issuedAt(), material.nextUpdate()).dividedBy(LIFE_PARTS);
    var lead = quarter.compareTo(rules.lead()) < 0 ? quarter : rules.lead();
    var beforeEnd = material.nextUpdate().minus(lead);
    var aged = material.fetchedAt().plus(rules.maxAge());
    var wish = material.item().revisable() && aged.isBefore(beforeEnd) ? aged : beforeEnd;
    var earliest = material.fetchedAt().plus(rules.minAge());
    var at = wish.isBefore(earliest) ? earliest : wish;
    return at.isAfter(material.nextUpdate()) ? material.nextUpdate() : at;
  }
}
