using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Conformance;

/// <summary>
/// What every runtime must do. A runtime joins by a class that derives from the suites and says how one is started; this base holds what
/// they share.
/// </summary>
public abstract class RuntimeConformance
{
    /// <summary>Long enough for any machine; a test that takes as long hangs.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private protected static readonly RuntimeOptions Exact = new() { Shards = 2, Training = TrainingMode.Inline, ExplainAll = true };

    private protected abstract IRuntimeUnderTest Start(RuntimeSetup setup);

    private protected async Task<Run> RunAsync(
        IReadOnlyList<SourceRow> rows,
        RuntimeOptions options,
        IReadOnlyList<int>? pollSizes = null,
        MonitorDefinition? definition = null,
        Func<PlanSet, RequestSet>? requests = null)
    {
        var plans = new PlanSet(definition ?? Population.Definition);
        return await RunAsync([new MemorySource("s", rows, plans.Directory) { PollSizes = pollSizes }], plans, options, requests: requests?.Invoke(plans));
    }

    private protected async Task<Run> RunAsync(
        IReadOnlyList<IObservationSource> sources,
        PlanSet plans,
        RuntimeOptions options,
        Func<PollRecord, ValueTask>? commit = null,
        List<PollRecord>? polls = null,
        IScorer? scorer = null,
        CancellationTokenSource? stop = null,
        RequestSet? requests = null)
    {
        polls ??= [];
        var letters = new DeadLetterCounter(int.MaxValue);
        IRuntimeUnderTest runtime = Start(new RuntimeSetup(plans, scorer ?? new SimdScorer(), letters, options, async poll =>
        {
            if (commit is not null)
            {
                await commit(poll);
            }

            polls.Add(poll);
        })
        {
            Requests = requests ?? RequestSet.Empty,
        });
        await using (runtime)
        {
            await runtime.RunAsync(sources, stop?.Token ?? CancellationToken.None).WaitAsync(Patience, TestContext.Current.CancellationToken);
        }

        return new Run([.. polls], letters.Kept);
    }
}
