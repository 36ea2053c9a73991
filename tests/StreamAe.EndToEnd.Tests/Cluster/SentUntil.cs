using System.Diagnostics;
using StreamAe.EndToEnd.Tests.Kafka;

namespace StreamAe.EndToEnd.Tests.Cluster;

/// <summary>An instant, by what the producer had sent until then: tells when verdicts of later readings come.</summary>
internal sealed class SentUntil(PlantProducer producer, VerdictLedger ledger, Func<string> explain)
{
    private readonly IReadOnlyDictionary<string, long> _sent = producer.Sent;
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Waits until each pump has a verdict of a later reading.</summary>
    /// <returns>The time since the instant.</returns>
    public Task<TimeSpan> UntilEachIsJudgedAsync(TimeSpan limit) => UntilAsync(pumps => pumps.All(IsJudged), producer.Sent.Keys, limit);

    /// <summary>Waits until one of these pumps has.</summary>
    public Task<TimeSpan> UntilAnyIsJudgedAsync(IEnumerable<string> pumps, TimeSpan limit) => UntilAsync(some => some.Any(IsJudged), pumps, limit);

    private bool IsJudged(string pump) => ledger.LatestOf(pump) >= _sent.GetValueOrDefault(pump);

    private async Task<TimeSpan> UntilAsync(Func<IEnumerable<string>, bool> condition, IEnumerable<string> pumps, TimeSpan limit)
    {
        while (!condition(pumps))
        {
            TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
            if (elapsed > limit)
            {
                Assert.Fail($"No verdict of a later reading of {string.Join(", ", pumps.Where(p => !IsJudged(p)))} after {elapsed}.{explain()}");
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        return Stopwatch.GetElapsedTime(_start);
    }
}
