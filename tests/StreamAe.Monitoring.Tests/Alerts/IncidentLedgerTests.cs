using StreamAe.Monitoring.Alerts;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Monitoring.Tests.Alerts;

public sealed class IncidentLedgerTests
{
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(10);

    [Fact]
    public void Add_AlertsOfOneTrouble_OpensOnceAndTellsWhatIsWorse()
    {
        var ledger = new IncidentLedger(Gap);
        Assert.Equal((At(100), IncidentChange.Opened, 1), Brief(ledger.Add(Create("a", 100))));
        Assert.Equal((At(100), IncidentChange.Continued, 2), Brief(ledger.Add(Create("b", 110, entity: "f"))));
        Assert.Equal((At(100), IncidentChange.Worse, 2), Brief(ledger.Add(Create("c", 115, AlertSeverity.Critical))));
        Assert.Equal((At(100), IncidentChange.Continued, 3), Brief(ledger.Add(Create("d", 116, AlertSeverity.Critical, entity: "g"))));
        Assert.Equal((At(127), IncidentChange.Opened, 1), Brief(ledger.Add(Create("e", 127))));
        Assert.Equal((At(110, "other"), IncidentChange.Opened, 1), Brief(ledger.Add(Create("f", 110, monitor: "other"))));
    }

    /// <summary>One that lies between two incidents joins them; one that began before the first gives the incident its id.</summary>
    [Fact]
    public void Add_BetweenIncidentsOrBeforeOne_SaysWhatWasToldBefore()
    {
        var ledger = new IncidentLedger(Gap);
        ledger.Add(Create("a", 100));
        ledger.Add(Create("b", 118, AlertSeverity.Critical, entity: "f"));
        AlertIncident between = ledger.Add(Create("c", 109, AlertSeverity.Major));
        Assert.Equal((At(100), IncidentChange.Continued, 2), Brief(between));
        Assert.Equal([At(118)], between.Joined);
        AlertIncident before = ledger.Add(Create("d", 95));
        Assert.Equal(At(95), before.Id);
        Assert.Equal([At(100)], before.Joined);
        Assert.Empty(ledger.Add(Create("d", 95)).Joined);
    }

    /// <summary>After every alert, in any order, what grouping all of them so far gives.</summary>
    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 300)]
    [InlineData(3, 2000)]
    public void Add_AlertsInAnyOrder_IsTheGroupingOfAllSoFar(ulong seed, int seconds)
    {
        var random = new PhiloxRandom(seed);
        var ledger = new IncidentLedger(Gap);
        var so = new List<Alert>();
        for (int i = 0; i < 150; i++)
        {
            int time = random.NextInt32(seconds);
            Alert alert = Create(
                $"a{random.NextInt32(1000)}-{i}", time, (AlertSeverity)random.NextInt32(3), random.NextInt32(4) == 0 ? "other" : "m", time - random.NextInt32(15) + 1, $"e{random.NextInt32(9)}");
            so.Add(alert);
            Incident expected = IncidentGrouping.Group(so, Gap).Single(incident => incident.Alerts.Contains(alert));
            Incident[] before = [.. IncidentGrouping.Group(so[..^1], Gap).Where(incident => incident.Alerts.Any(expected.Alerts.Contains))];
            AlertIncident found = ledger.Add(alert);
            Assert.Equal((expected.Id, expected.Entities.Count), (found.Id, found.Entities));
            Assert.Equal(before.Select(b => b.Id).Where(id => id != found.Id), found.Joined);
            Assert.Equal(
                before.Length == 0 ? IncidentChange.Opened : alert.Severity > before.Max(b => b.Severity) ? IncidentChange.Worse : IncidentChange.Continued,
                found.Change);
        }
    }

    [Fact]
    public void Clear_ForgetsAll()
    {
        var ledger = new IncidentLedger(Gap);
        ledger.Add(Create("a", 100));
        ledger.Clear();
        Assert.Equal(IncidentChange.Opened, ledger.Add(Create("b", 100)).Change);
    }

    private static (string Id, IncidentChange Change, int Entities) Brief(AlertIncident incident) => (incident.Id, incident.Change, incident.Entities);

    private static string At(int second, string monitor = "m") => Incident.IdOf(monitor, second * TimeSpan.TicksPerSecond);

    private static Alert Create(string id, int second, AlertSeverity severity = AlertSeverity.Minor, string monitor = "m", int? since = null, string entity = "e") => new(
        id, monitor, entity, AlertKind.Score, severity, second * TimeSpan.TicksPerSecond, (since ?? second) * TimeSpan.TicksPerSecond, 0, 4, 2, 1, 2, 0, 1, false, []);
}
