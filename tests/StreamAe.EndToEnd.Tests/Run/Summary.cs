using System.Text.Json;

namespace StreamAe.EndToEnd.Tests.Run;

/// <summary>What <c>streamae run --json</c> said of its only monitor.</summary>
internal sealed record Summary(long Events, long TotalEvents, long Alerts, long Models, IReadOnlyDictionary<string, long> DeadLetters, string Positions)
{
    public static Summary Of(ProcessResult result)
    {
        Assert.True(result.ExitCode == 0, $"Exit code {result.ExitCode}:\n{result.Error}");
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement monitor = Assert.Single(document.RootElement.GetProperty("monitors").EnumerateArray());
        return new Summary(
            monitor.GetProperty("events").GetInt64(),
            monitor.GetProperty("totalEvents").GetInt64(),
            monitor.GetProperty("alerts").GetInt64(),
            monitor.GetProperty("models").GetInt64(),
            document.RootElement.GetProperty("deadLetters").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt64()),
            monitor.GetProperty("positions").GetRawText());
    }
}
