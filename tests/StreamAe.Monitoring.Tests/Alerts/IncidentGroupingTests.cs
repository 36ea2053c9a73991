using StreamAe.Monitoring.Alerts;

namespace StreamAe.Monitoring.Tests.Alerts;

public sealed class IncidentGroupingTests
{
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(10);

    [Fact]
    public void Group_AlertsNearInTime_AreOneIncidentWhateverTheirEntities()
    {
        Alert[] alerts = [Of("a", 100), Of("b", 105), Of("c", 115), Of("a", 126), Of("d", 200)];
        IReadOnlyList<Incident> incidents = IncidentGrouping.Group(alerts, Gap);
        Assert.Equal(["a100 b105 c115", "a126", "d200"], incidents.Select(i => string.Join(' ', i.Alerts.Select(a => a.Id))));
        Assert.Equal(new[] { 100, 126, 200 }.Select(s => Incident.IdOf("m", s * TimeSpan.TicksPerSecond)), incidents.Select(i => i.Id));
        Assert.Equal((100 * TimeSpan.TicksPerSecond, 115 * TimeSpan.TicksPerSecond), (incidents[0].From, incidents[0].To));
    }

    /// <summary>What went on for long and was told late belongs to what began meanwhile.</summary>
    [Fact]
    public void Group_AnAlertThatBeganEarlier_JoinsByItsBeginning()
    {
        IReadOnlyList<Incident> incidents = IncidentGrouping.Group([Of("a", 100), Of("b", 160, since: 108)], Gap);
        Assert.Equal(["a100", "b160"], Assert.Single(incidents).Alerts.Select(a => a.Id));
    }

    /// <summary>An incident lasts as long as its longest alert, not as long as the last that began.</summary>
    [Fact]
    public void Group_AShortAlertWithinALongOne_DoesNotEndTheIncident()
    {
        IReadOnlyList<Incident> incidents = IncidentGrouping.Group([Of("a", 150, since: 100), Of("b", 112, since: 110), Of("c", 155)], Gap);
        Assert.Equal(3, Assert.Single(incidents).Alerts.Count);
    }

    [Fact]
    public void Group_InAnyOrder_GivesTheSame()
    {
        Alert[] alerts = [.. Enumerable.Range(0, 60).Select(i => Of($"e{i % 7}", i * i % 301))];
        string Shape(IEnumerable<Alert> some) => string.Join('|', IncidentGrouping.Group(some, Gap).Select(i => $"{i.Id}:{i.Alerts.Count}"));
        Assert.Equal(Shape(alerts), Shape(alerts.Reverse()));
        Assert.Equal(Shape(alerts), Shape(alerts.OrderBy(a => a.Entity)));
    }

    [Fact]
    public void Group_Monitors_AreApart() =>
        Assert.Equal(2, IncidentGrouping.Group([Of("a", 100), Of("b", 100) with { Monitor = "other" }], Gap).Count);

    /// <summary>However many come that began together, and in whatever order: who was told of the first finds the incident under the same id.</summary>
    [Fact]
    public void Group_MoreAlertsOfTheSameBeginning_KeepTheId()
    {
        string id = Assert.Single(IncidentGrouping.Group([Of("z", 100)], Gap)).Id;
        Assert.Equal(id, Assert.Single(IncidentGrouping.Group([Of("z", 100), Of("a", 100), Of("b", 104)], Gap)).Id);
        Assert.NotEqual(id, Assert.Single(IncidentGrouping.Group([Of("z", 100) with { Monitor = "other" }], Gap)).Id);
    }

    [Theory]
    [InlineData(2, 4, true)]
    [InlineData(2, 5, false)]
    [InlineData(1, 1, false)]
    [InlineData(1, 2, false)]
    public void IsFleetWide_IsHalfOfTheEntitiesOrMore(int entities, int of, bool expected)
    {
        Incident incident = Assert.Single(IncidentGrouping.Group([.. Enumerable.Range(0, entities).Select(e => Of($"e{e}", 100)), Of("e0", 101)], Gap));
        Assert.Equal(expected, incident.IsFleetWide(of));
    }

    [Fact]
    public void Incident_TellsWhoAndWhatMost()
    {
        Alert[] alerts =
        [
            Of("a", 100) with { Features = [new FeatureContribution("flow", 0.75f, "1", "2"), new FeatureContribution("level", 0.25f, "1", "2")] },
            Of("b", 101) with { Features = [new FeatureContribution("level", 1, "1", "2")], Severity = AlertSeverity.Critical },
            Of("b", 102) with { Features = [new FeatureContribution("level", 1, "1", "2")] },
        ];
        Incident incident = Assert.Single(IncidentGrouping.Group(alerts, Gap));
        Assert.Equal(["b", "a"], incident.Entities);
        Assert.Equal([("level", 0.75f), ("flow", 0.25f)], incident.Features);
        Assert.Equal(AlertSeverity.Critical, incident.Severity);
    }

    [Fact]
    public void Group_Nothing_IsNothing() => Assert.Empty(IncidentGrouping.Group([], Gap));

    private static Alert Of(string entity, int second, int? since = null) => new(
        $"{entity}{second}", "m", entity, AlertKind.Score, AlertSeverity.Minor, second * TimeSpan.TicksPerSecond, (since ?? second) * TimeSpan.TicksPerSecond, 0, 3, 1, 1, 1, 0, 1, false, []);
}
