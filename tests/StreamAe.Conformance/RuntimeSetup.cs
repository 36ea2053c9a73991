using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Conformance;

/// <summary>What a runtime is made with.</summary>
/// <param name="Commit">The committer: takes each poll's effects in order; a poll is free again once its call completed.</param>
internal sealed record RuntimeSetup(
    PlanSet Plans, IScorer Scorer, IDeadLetterSink DeadLetters, RuntimeOptions Options, Func<PollRecord, ValueTask> Commit)
{
    /// <summary>On the board from the first row on.</summary>
    public RequestSet Requests { get; init; } = RequestSet.Empty;
}
