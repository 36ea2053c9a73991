using System.Text;
using System.Text.Json;
using StreamAe.Host.Sinks;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Sinks;

namespace StreamAe.Host.Tests.Sinks;

public sealed class LogSinkTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task PublishAsync_Alerts_AreALineOfJsonEachWhateverTheNames()
    {
        string path = _folder.At("made/alerts.jsonl");
        var sink = new LogFileSink("log:alerts.jsonl", new LineFile(path, 1 << 20, 2));
        await sink.PublishAsync([.. Alerts.HostileNames.Select((name, i) => Alerts.Create($"a{i}", name))], Stop);
        string[] lines = File.ReadAllText(path).TrimEnd('\n').Split('\n');
        Assert.Equal(Alerts.HostileNames.Count, lines.Length);
        for (int i = 0; i < lines.Length; i++)
        {
            using JsonDocument json = JsonDocument.Parse(lines[i]);
            Assert.Equal($"a{i}", json.RootElement.GetProperty("id").GetString());
            Assert.Equal(Whole(Alerts.HostileNames[i]), json.RootElement.GetProperty("entity").GetString());
            Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("kl").ValueKind);
            Assert.Equal(AlertJson.Write(Alerts.Create($"a{i}", Alerts.HostileNames[i])), lines[i]);
        }
    }

    [Fact]
    public async Task PublishAsync_Records_AreTheirValuesInOrder()
    {
        var buffer = new RecordBuffer("v");
        buffer.Add(new SinkRecord("1"u8, "e"u8, "{\"n\":1}"u8, []));
        buffer.Add(new SinkRecord("2"u8, "e"u8, "{\"n\":2}"u8, []));
        byte[] first = buffer.Bytes.ToArray();
        buffer.Clear();
        buffer.Add(new SinkRecord("3"u8, [], "{\"n\":3}"u8, []));
        var sink = new RecordLogSink("log:v.jsonl", new LineFile(_folder.At("v.jsonl"), 1 << 20, 2));
        await sink.PublishAsync([first, buffer.Bytes], Stop);
        Assert.Equal("{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n", File.ReadAllText(_folder.At("v.jsonl")));
    }

    [Theory]
    [InlineData(AlertSeverity.Minor, "", "minor-a minor-b major-a critical-b")]
    [InlineData(AlertSeverity.Major, "", "major-a critical-b")]
    [InlineData(AlertSeverity.Minor, "b", "minor-b critical-b")]
    [InlineData(AlertSeverity.Critical, "a", "")]
    public async Task FilteredSink_PassesOnWhatItsSinkWants(AlertSeverity minSeverity, string monitor, string expected)
    {
        string path = _folder.At("alerts.jsonl");
        var sink = new FilteredSink(
            new LogFileSink("log:alerts.jsonl", new LineFile(path, 1 << 20, 2)), new AlertFilter(monitor.Length == 0 ? [] : [monitor], minSeverity));
        Assert.Equal("log:alerts.jsonl", sink.Name);
        await sink.PublishAsync(
            [
                Alerts.Create("minor-a", severity: AlertSeverity.Minor, monitor: "a"),
                Alerts.Create("minor-b", severity: AlertSeverity.Minor, monitor: "b"),
                Alerts.Create("major-a", severity: AlertSeverity.Major, monitor: "a"),
                Alerts.Create("critical-b", severity: AlertSeverity.Critical, monitor: "b"),
            ],
            Stop);
        string[] lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        Assert.Equal(expected, string.Join(' ', lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("id").GetString())));
    }

    /// <summary>Half a surrogate pair cannot be written as UTF-8.</summary>
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
