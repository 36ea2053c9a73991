using System.Text.Json;
using StreamAe.Host.Sinks;
using StreamAe.Host.Sinks.Webhooks;
using StreamAe.Monitoring.Alerts;

namespace StreamAe.Host.Tests.Sinks;

public sealed class AlertKindTextTests
{
    /// <summary>A kind that nobody named would pass for a score's.</summary>
    [Fact]
    public void EveryKind_HasItsOwnWordsAndAlertName()
    {
        AlertKind[] kinds = Enum.GetValues<AlertKind>();
        Assert.Equal(kinds.Length, kinds.Select(AlertText.Word).Distinct().Count());
        Assert.Equal(kinds.Length, kinds.Select(k => ConsoleSink.DescribeFeatures(Alerts.Create("a", kind: k))).Distinct().Count());
        IncidentChange[] changes = Enum.GetValues<IncidentChange>();
        Assert.Equal(["opened", "worse", "continued"], changes.Select(AlertText.Word));
        var format = new AlertmanagerFormat(TimeSpan.FromHours(1), "", TimeProvider.System);
        Assert.Equal(
            ["StreamAeAnomaly", "StreamAeSilence", "StreamAeShift", "StreamAeStuck", "StreamAeLate"],
            kinds.Select(k => JsonDocument.Parse(format.Write([Alerts.Create("a", kind: k)])).RootElement[0].GetProperty("labels").GetProperty("alertname").GetString()));
    }

    /// <summary>What a route groups by is a label; who did not ask for incidents has the labels as they were.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Alertmanager_AnIncident_IsALabel(bool asks)
    {
        var format = new AlertmanagerFormat(TimeSpan.FromHours(1), "", TimeProvider.System);
        Alert alert = Alerts.Create("a") with { Incident = asks ? new AlertIncident("i", IncidentChange.Opened, 1, []) : null };
        JsonElement labels = JsonDocument.Parse(format.Write([alert])).RootElement[0].GetProperty("labels");
        Assert.Equal(asks, labels.TryGetProperty("incident", out JsonElement id));
        Assert.True(!asks || id.GetString() == "i");
    }
}
