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
        var format = new AlertmanagerFormat(TimeSpan.FromHours(1), "", TimeProvider.System);
        Assert.Equal(
            ["StreamAeAnomaly", "StreamAeSilence", "StreamAeShift", "StreamAeStuck", "StreamAeLate"],
            kinds.Select(k => System.Text.Json.JsonDocument.Parse(format.Write([Alerts.Create("a", kind: k)])).RootElement[0].GetProperty("labels").GetProperty("alertname").GetString()));
    }
}
