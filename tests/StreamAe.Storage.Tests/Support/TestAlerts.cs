using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Storage.Tests.Support;

/// <summary>Alerts that tests add to polls.</summary>
internal static class TestAlerts
{
    public static Alert Of(string entity, long position) => new(
        Alert.IdOf(TestMonitor.Name, entity, position, 0),
        TestMonitor.Name,
        entity,
        AlertKind.Score,
        AlertSeverity.Major,
        position,
        position,
        position,
        5.5f,
        1,
        0.5f,
        1,
        0,
        1,
        IsProvisional: false,
        []);

    /// <summary>Adds one about the poll's last row.</summary>
    public static string Raise(Poll poll)
    {
        int last = poll.Batch.Count - 1;
        Alert alert = Of(poll.Plans.Directory.KeyOf(poll.Batch.Entities[last]), poll.Batch.Positions[last]);
        poll.Parts[0].Alerts.Add(alert);
        return alert.Id;
    }
}
