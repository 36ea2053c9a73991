using System.Diagnostics;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Telemetry;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Host.Telemetry;

/// <summary>
/// Traces of some polls, from taking in to commit, made when they are durable: nothing is kept on the way. Beside each stands a trace of one
/// of its events, linked to it. One thread.
/// </summary>
/// <param name="share">Of polls, 0 … 1: every so many-th one, so that no clock and no chance decides.</param>
internal sealed class PollTraces(double share) : IDisposable
{
    /// <summary>Of polls; the events double them. What is watched in detail is worth no more.</summary>
    private const int MostASecond = 10;

    private readonly ActivitySource _source = new(Metrics.Scope);
    private double _due = 1;
    private long _second;
    private int _inSecond;

    /// <summary>The span of a poll that is to be traced, which is the current one until it is disposed of; null for the others.</summary>
    public Activity? Begin(Poll poll, Instant now)
    {
        _due += share;
        if (_due < 1 || !_source.HasListeners())
        {
            return null;
        }

        _due %= 1;
        long second = now.Time.ToUnixTimeSeconds();
        _inSecond = second == _second ? _inSecond + 1 : 1;
        _second = second;
        if (_inSecond > MostASecond)
        {
            return null;
        }

        string monitor = poll.Plans.Definition.Name;
        DateTimeOffset taken = now.At(poll.TakenAt);
        Activity? span = _source.StartActivity(
            $"process {monitor}",
            ActivityKind.Consumer,
            parentContext: default,
            [
                new(Attributes.Monitor, monitor),
                new(Attributes.Source, poll.Source),
                new("messaging.operation.type", "process"),
                new("messaging.batch.message_count", poll.Batch.Count),
                new("streamae.alerts", poll.Parts.Sum(p => p.Alerts.Count)),
            ],
            startTime: taken);
        if (span is null)
        {
            return null;
        }

        DateTimeOffset judged = now.At(poll.JudgedAt), began = now.At(poll.CommitBeganAt);
        Stage("judge", span, taken, judged);
        Stage("queue", span, judged, began);
        Stage("commit", span, began, now.Time);
        span.SetEndTime(now.Time.UtcDateTime);
        return span;
    }

    /// <summary>A trace of the poll's most telling event: of an alert, else an anomalous one, else the first.</summary>
    public void TraceEvent(Poll poll, ActivityContext span, Instant now)
    {
        if (poll.Batch.Count == 0)
        {
            return;
        }

        ref readonly Verdict verdict = ref MostTelling(poll.Verdicts);
        string monitor = poll.Plans.Definition.Name;
        using Activity? traced = _source.StartActivity(
            $"event {monitor}",
            ActivityKind.Internal,
            parentContext: default,
            [
                new(Attributes.Monitor, monitor),
                new(Attributes.Source, poll.Source),
                new(Attributes.Entity, poll.Plans.Directory.KeyOf(verdict.Entity)),
                new("streamae.event.position", verdict.Position),
                new("streamae.event.sequence", verdict.Sequence),
                new("streamae.model.version", verdict.ModelVersion),
                new("streamae.verdict.flags", verdict.Flags.ToString()),
                new("streamae.verdict.surprise", (double)verdict.Surprise),
                new("streamae.verdict.score", (double)verdict.Score),
                new("streamae.verdict.threshold", (double)verdict.Threshold),
            ],
            [new ActivityLink(span)],
            now.At(poll.TakenAt));
        traced?.AddEvent(new ActivityEvent("judged", now.At(poll.JudgedAt)));
        traced?.AddEvent(new ActivityEvent("commit begins", now.At(poll.CommitBeganAt)));
        traced?.SetEndTime(now.Time.UtcDateTime);
    }

    public void Dispose() => _source.Dispose();

    private static ref readonly Verdict MostTelling(VerdictList verdicts)
    {
        int best = 0;
        for (int row = 0; row < verdicts.Count; row++)
        {
            if (verdicts[row].IsAlert)
            {
                return ref verdicts[row];
            }

            if (verdicts[row].IsAnomalous && !verdicts[best].IsAnomalous)
            {
                best = row;
            }
        }

        return ref verdicts[best];
    }

    private void Stage(string name, Activity poll, DateTimeOffset start, DateTimeOffset end)
    {
        using Activity? stage = _source.StartActivity(name, ActivityKind.Internal, poll.Context, startTime: start);
        stage?.SetEndTime(end.UtcDateTime);
    }
}
