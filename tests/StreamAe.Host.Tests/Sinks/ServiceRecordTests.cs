using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Host.Services;
using StreamAe.Host.Tests.Configuration;

namespace StreamAe.Host.Tests.Sinks;

/// <summary>A service whose verdicts and rows go to files.</summary>
public sealed class ServiceRecordTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly ServiceFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    /// <summary>One line an observation, the rejected among them; rows for what was scored; nothing again at the next start.</summary>
    [Fact]
    public async Task Run_SinksOfEveryContent_HaveALineForWhatTheyAreFor()
    {
        var rows = new StringBuilder("entity,t,x,y\n");
        for (int t = 0; t < 400; t++)
        {
            for (int e = 0; e < 3; e++)
            {
                rows.Append(CultureInfo.InvariantCulture, $"e{e},{(t == 399 && e < 2 ? 5 : t)},{Math.Sin(t * 0.3):0.000},{Math.Cos((t * 0.3) + e):0.000}\n");
            }
        }

        _folder.Write("in/1.csv", rows.ToString());
        _folder.Write("a.yaml", "monitor: a\nsource: one\ntraining: {minRows: 200, epochs: 2, minSteps: 10}\ncohort: none\n");
        ServiceFileResult result = _folder.Load(
            """
            data: state
            monitors: [a.yaml]
            sources: [{name: one, kind: files, paths: ["in/*.csv"]}]
            sinks:
              - {kind: log, path: verdicts.jsonl, content: verdicts}
              - {kind: log, path: anomalies.jsonl, content: anomalies, maxBytes: 1024, keep: 1000}
              - {kind: log, path: denoised.jsonl, content: denoised}
              - {kind: log, path: latent.jsonl, content: latent, monitors: [a]}
            """);
        Assert.Empty(result.Errors);
        for (int start = 0; start < 2; start++)
        {
            var run = new ServiceRun(result.Configuration!, new PartCatalog([]), TextWriter.Null, TimeProvider.System, NullLoggerFactory.Instance);
            await run.RunAsync(null, Stop).WaitAsync(Patience, Stop);
        }

        List<JsonElement> verdicts = Read("verdicts*.jsonl");
        Assert.Equal(1200, verdicts.Count);
        Assert.Equal(2, verdicts.Count(v => Is(v, "rejected")));
        int scored = verdicts.Count(v => v.TryGetProperty("modelVersion", out _));
        Assert.InRange(scored, 500, 600);
        Assert.Equal(verdicts.Count(v => Is(v, "anomalous")), Read("anomalies*.jsonl").Count);
        Assert.Equal(scored, Read("denoised*.jsonl").Count);
        Assert.All(Read("denoised*.jsonl"), r => Assert.Equal(2, r.GetProperty("denoised").EnumerateObject().Count()));
        Assert.Equal(scored, Read("latent*.jsonl").Count);
    }

    private static bool Is(JsonElement verdict, string mark) => verdict.TryGetProperty(mark, out JsonElement value) && value.GetBoolean();

    private List<JsonElement> Read(string pattern) =>
        [.. Directory.GetFiles(_folder.Root, pattern).SelectMany(File.ReadAllLines).Select(l => JsonDocument.Parse(l).RootElement)];
}
