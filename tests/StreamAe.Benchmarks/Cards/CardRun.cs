using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Simulation;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Benchmarks.Cards;

/// <summary>Judges a simulated card stream from its beginning, as a service does: trainings take effect at exact rows.</summary>
internal static class CardRun
{
    /// <summary>Of the payments of all days, in order, what the one-line rule and the monitor made of them.</summary>
    public static async Task<(List<ScoredPayment> Rule, List<ScoredPayment> Monitor)> RunAsync(MonitorDefinition definition, ulong seed, int cards, int threads)
    {
        var stream = new CardStream(seed, cards);
        var cursor = new SimulatedCursor(stream);
        var rule = new OwnMeanRule(cards);
        var byRule = new List<ScoredPayment>();
        var byMonitor = new List<ScoredPayment>();
        float[] values = new float[stream.Schema.Count];
        long end = EndOf(stream);
        var plans = new PlanSet(definition);
        var committer = new NullCommitter(needsState: false, poll =>
        {
            VerdictList verdicts = poll.Verdicts;
            for (int row = 0; row < verdicts.Count; row++)
            {
                SimulatedEvent sent = cursor.Read(values);
                float surprise = verdicts[row].Surprise;
                byRule.Add(new ScoredPayment(sent.Entity, sent.EventTime, sent.Kind, rule.Score(sent.Entity, values[0])));
                byMonitor.Add(new ScoredPayment(sent.Entity, sent.EventTime, sent.Kind, float.IsNaN(surprise) ? 0 : surprise));
            }
        });
        var runtime = new LocalRuntime(
            plans, new SimdScorer(), committer, new DeadLetterCounter(), new RuntimeOptions { Shards = threads, Training = TrainingMode.Inline });
        await using (runtime.ConfigureAwait(false))
        {
            var source = new SimulatedSource(stream, plans.Directory, end: end);
            await using (source.ConfigureAwait(false))
            {
                await runtime.RunAsync([source], CancellationToken.None).ConfigureAwait(false);
            }
        }

        return (byRule, byMonitor);
    }

    private static long EndOf(CardStream stream)
    {
        long end = CardDays.StartTicks + (CardDays.Days * TimeSpan.TicksPerDay);
        float[] values = new float[stream.Schema.Count];
        long low = 0, high = stream.Entities * (long)CardDays.Days * 20;
        while (low < high)
        {
            long middle = (low + high) / 2;
            (low, high) = stream.Read(middle, values).EventTime < end ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
