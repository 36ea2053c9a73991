using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Sinks;
using StreamAe.Monitoring.Tests.TestData;

namespace StreamAe.Monitoring.Tests.Sinks;

public sealed class IncidentAssignmentTests
{
    private const string Sink = "s";

    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(10);

    /// <summary>In batches of any size, with a restart before each and every batch twice: each alert has the incident of the alerts before it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1500)]
    public void Assign_InBatchesWithRestarts_IsTheSame(int batch)
    {
        Alert[] alerts = [.. Enumerable.Range(0, 1500).Select(i => Create(i, 5 * (i + (i % 9 == 0 ? 40 * (i / 9) : 0))))];
        MemoryStore store = StoreOf(alerts);
        var ledger = new IncidentLedger(Gap);
        AlertIncident[] expected = [.. alerts.Select(ledger.Add)];
        var kept = new IncidentAssignment(store, Gap);
        List<AlertIncident?> found = [];
        while (store.ReadOutbox(Sink, batch) is { Count: > 0 } pending)
        {
            IReadOnlyList<Alert> assigned = kept.Assign(pending);
            Assert.Equal(assigned.Select(Words), kept.Assign(pending).Select(Words));
            if (batch > 1 || pending[0].Sequence % 100 == 0)
            {
                Assert.Equal(assigned.Select(Words), new IncidentAssignment(store, Gap).Assign(pending).Select(Words));
            }

            found.AddRange(assigned.Select(a => a.Incident));
            store.MarkPublished(Sink, [.. pending.Select(a => a.Id)]);
        }

        Assert.Equal(expected.Select(Words), found.Select(i => Words(i!)));
        Assert.Contains(expected, e => e.Change == IncidentChange.Opened);
        Assert.Contains(expected, e => e.Joined.Count > 0);
    }

    /// <summary>
    /// Of two processes, one's commit is done after the other's that was given the higher number. Whoever of the two sends first, the alert with the lower
    /// number opens the incident, as for a third who reads both.
    /// </summary>
    [Fact]
    public void Assign_OneThatComesToLightBehindOthers_IsOfItsPlaceInTheStore()
    {
        MemoryStore store = StoreOf(Create(0, 100), Create(1, 101), Create(2, 102));
        IReadOnlyList<Alert> all = store.ReadOutbox(Sink, 10);
        store.Unseen.Add(1);
        var assignment = new IncidentAssignment(store, Gap);
        Assert.Equal(IncidentChange.Opened, assignment.Assign([all[1]])[0].Incident!.Change);
        store.Unseen.Clear();
        Assert.Equal((Incident.IdOf("m", all[0].EventTime), IncidentChange.Opened), Brief(assignment.Assign([all[0]])[0]));
        Assert.Equal((Incident.IdOf("m", all[0].EventTime), IncidentChange.Continued), Brief(assignment.Assign([all[2]])[0]));
    }

    /// <summary>Of the other process nothing is to be sent here, and its incident counts.</summary>
    [Fact]
    public void Assign_OneOfAnotherProcessThatComesToLight_IsTakenIn()
    {
        MemoryStore store = StoreOf(Create(0, 100), Create(1, 101), Create(2, 102));
        IReadOnlyList<Alert> all = store.ReadOutbox(Sink, 10);
        store.Unseen.Add(1);
        var assignment = new IncidentAssignment(store, Gap);
        assignment.Assign([all[1]]);
        store.Unseen.Clear();
        Assert.Equal((Incident.IdOf("m", all[0].EventTime), IncidentChange.Continued), Brief(assignment.Assign([all[2]])[0]));
    }

    [Fact]
    public void Assign_WhatIsNotInTheStore_Throws() =>
        Assert.Throws<InvalidDataException>(() => new IncidentAssignment(new MemoryStore(), Gap).Assign([Create(0, 100)]));

    private static MemoryStore StoreOf(params Alert[] alerts)
    {
        var store = new MemoryStore();
        Array.ForEach(alerts, store.AddAlert);
        return store;
    }

    private static (string Id, IncidentChange Change) Brief(Alert alert) => (alert.Incident!.Id, alert.Incident.Change);

    private static string Words(Alert alert) => Words(alert.Incident!);

    private static string Words(AlertIncident incident) => $"{incident.Id} {incident.Change} {string.Join(',', incident.Joined)}";

    private static Alert Create(int i, int second) => new(
        Alert.IdOf("m", "e", i, second), "m", "e", AlertKind.Score, AlertSeverity.Minor, second * TimeSpan.TicksPerSecond, second * TimeSpan.TicksPerSecond, i, 4, 2, 1, 2,
        0, 1, false, []);
}
