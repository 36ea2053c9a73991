using StreamAe.Monitoring.Persistence;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

/// <summary>Overrides and their audit: over every store.</summary>
public abstract class OverrideTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    private protected abstract StorePlace NewPlace();

    [Fact]
    public void Override_OfEveryLevel_IsListedReplacedAndTakenBackWithAnAudit()
    {
        using StorePlace place = NewPlace();
        ThresholdOverride entity = Of(OverrideLevel.Entity, "nul\0\ud800") with { Author = "Zoë \"🚰\"", Reason = "it's \0 noisy" };
        ThresholdOverride monitor = Of(OverrideLevel.Monitor, string.Empty);
        ThresholdOverride cohort = Of(OverrideLevel.Cohort, "default");
        ThresholdOverride again = entity with { Value = 0.25, SetAt = Start.AddHours(2) };
        using (IStateStore store = place.Open())
        {
            var overrides = (IOverrideStore)store;
            Assert.Empty(overrides.ListOverrides(TestMonitor.Name));
            overrides.PutOverride(entity);
            overrides.PutOverride(monitor);
            overrides.PutOverride(cohort);
            overrides.PutOverride(again);

            // An override alone is no state.
            Assert.Null(store.Load(TestMonitor.Name));
        }

        using IStateStore reopened = place.Open();
        var list = (IOverrideStore)reopened;
        Assert.Equal([monitor, cohort, again], list.ListOverrides(TestMonitor.Name));
        Assert.Empty(list.ListOverrides("other"));
        Assert.True(list.RemoveOverride(cohort.Scope, "Ann", "calm again"));
        Assert.False(list.RemoveOverride(cohort.Scope, "Ann", "calm again"));
        Assert.Equal([monitor, again], list.ListOverrides(TestMonitor.Name));

        IReadOnlyList<OverrideChange> audit = list.ReadOverrideAudit(TestMonitor.Name, 100);
        Assert.Equal(
            [
                (OverrideChangeKind.Removed, cohort, "Ann", "calm again"),
                (OverrideChangeKind.Set, again, again.Author, again.Reason),
                (OverrideChangeKind.Set, cohort, cohort.Author, cohort.Reason),
                (OverrideChangeKind.Set, monitor, monitor.Author, monitor.Reason),
                (OverrideChangeKind.Set, entity, entity.Author, entity.Reason),
            ],
            audit.Select(c => (c.Kind, c.Override, c.Author, c.Reason)));
        Assert.Equal(audit.Take(2), list.ReadOverrideAudit(TestMonitor.Name, 2));
        Assert.Empty(list.ReadOverrideAudit("other", 100));
    }

    [Fact]
    public void Override_ThatExpires_IsInForceUntilThenAndTakenBackOnce()
    {
        using StorePlace place = NewPlace();
        var time = new FakeTime();
        using IStateStore store = place.Open(new StoreOptions { Time = time });
        var overrides = (IOverrideStore)store;
        ThresholdOverride brief = Of(OverrideLevel.Entity, "p1") with { Expires = Start.AddHours(1) };
        ThresholdOverride lasting = Of(OverrideLevel.Entity, "p2");
        overrides.PutOverride(brief);
        overrides.PutOverride(lasting);
        time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.Equal([brief, lasting], overrides.ListOverrides(TestMonitor.Name));
        Assert.Empty(overrides.ExpireOverrides());

        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal([lasting], overrides.ListOverrides(TestMonitor.Name));
        Assert.Equal([brief], overrides.ExpireOverrides());
        Assert.Empty(overrides.ExpireOverrides());
        OverrideChange change = overrides.ReadOverrideAudit(TestMonitor.Name, 1)[0];
        Assert.Equal(new OverrideChange(OverrideChangeKind.Expired, brief, string.Empty, Start.AddHours(1), string.Empty), change);
    }

    [Fact]
    public void Override_ThatIsNone_IsRefused()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        var overrides = (IOverrideStore)store;
        ThresholdOverride good = Of(OverrideLevel.Entity, "p1");
        Assert.Throws<ArgumentException>(() => overrides.PutOverride(good with { Scope = good.Scope with { Target = string.Empty } }));
        Assert.Throws<ArgumentException>(() => overrides.PutOverride(good with { Scope = good.Scope with { Level = OverrideLevel.Monitor } }));
        Assert.Throws<ArgumentException>(() => overrides.PutOverride(good with { Author = " " }));
        Assert.Throws<ArgumentException>(() => overrides.PutOverride(good with { Reason = string.Empty }));
        Assert.Throws<ArgumentOutOfRangeException>(() => overrides.PutOverride(good with { Value = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => overrides.PutOverride(good with { Expires = good.SetAt }));
        Assert.Throws<ArgumentException>(() => overrides.RemoveOverride(good.Scope, string.Empty, "why"));
        Assert.Empty(overrides.ListOverrides(TestMonitor.Name));
        Assert.Empty(overrides.ReadOverrideAudit(TestMonitor.Name, 10));
    }

    private static ThresholdOverride Of(OverrideLevel level, string target) =>
        new(new OverrideScope(TestMonitor.Name, level, target), "quantile", 0.9995, "Bo", Start, "too many alerts", Expires: null);
}
