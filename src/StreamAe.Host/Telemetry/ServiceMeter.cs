using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Telemetry;
using StreamAe.Monitoring.Training;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Host.Telemetry;

/// <summary>
/// What the service does and how it stands, as metrics and traces. Lives as long as the process: its counters go on where the service within is
/// opened anew. Committed polls come from the committer's thread; what can be asked is asked when somebody reads.
/// </summary>
internal sealed class ServiceMeter : IDisposable
{
    private static readonly (VerdictFlags Flag, string Word)[] Marks =
    [
        .. Enum.GetValues<VerdictFlags>()
            .Where(f => f is not (VerdictFlags.None or VerdictFlags.Scored or VerdictFlags.Alert or VerdictFlags.TooSparse or VerdictFlags.Rejected))
            .Select(f => (f, MetricWord.Of(f))),
    ];

    private static readonly (int Least, string Word)[] Surprises =
        [.. Enumerable.Range(1, MonitorCounts.Decades).Select(d => (d, d.ToString(CultureInfo.InvariantCulture)))];

    private static readonly (DeadLetterReason Reason, string Word)[] Reasons = [.. Enum.GetValues<DeadLetterReason>().Select(r => (r, MetricWord.Of(r)))];

    private readonly TimeProvider _time;
    private readonly Meter _meter = new(Metrics.Scope);
    private readonly PollTraces _traces;
    private readonly ConcurrentDictionary<string, MonitorCounts> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DeadLetterCounter> _letters = new(StringComparer.Ordinal);
    private readonly Histogram<double> _latencies;
    private readonly Histogram<double> _ages;
    private readonly Histogram<double> _pollEvents;
    private readonly Histogram<double> _pollDurations;
    private readonly Histogram<double> _commitDurations;
    private readonly Histogram<double> _commitEvents;
    private readonly Histogram<double> _scorerDurations;
    private readonly Histogram<double> _scorerRows;

    /// <param name="traces">Share of polls that are traced, where somebody listens.</param>
    public ServiceMeter(double traces, TimeProvider time)
    {
        _time = time;
        _traces = new PollTraces(traces);
        _latencies = _meter.CreateHistogram(Metrics.EventLatency);
        _ages = _meter.CreateHistogram(Metrics.EventAge);
        _pollEvents = _meter.CreateHistogram(Metrics.PollEvents);
        _pollDurations = _meter.CreateHistogram(Metrics.PollDuration);
        _commitDurations = _meter.CreateHistogram(Metrics.CommitDuration);
        _commitEvents = _meter.CreateHistogram(Metrics.CommitEvents);
        _scorerDurations = _meter.CreateHistogram(Metrics.ScorerDuration);
        _scorerRows = _meter.CreateHistogram(Metrics.ScorerRows);
        Gauges = new ServiceGauges(_meter, time);
        CreateCounters();
    }

    /// <summary>What is asked of the running service.</summary>
    public ServiceGauges Gauges { get; }

    /// <summary>The same backend, its calls measured.</summary>
    public IScorer Measure(IScorer scorer) => new MeasuredScorer(scorer, _scorerDurations, _scorerRows);

    /// <summary>The same sink, what it is given counted.</summary>
    public IDeadLetterSink Count(IDeadLetterSink next) => new CountedLetters(next, _letters);

    /// <summary>Takes the polls of one commit; one thread.</summary>
    public void Observe(IReadOnlyList<Poll> polls)
    {
        var now = Instant.Now(_time);
        int events = 0;
        for (int p = 0; p < polls.Count; p++)
        {
            events += polls[p].Batch.Count;
            Observe(polls[p], now);
        }

        if (polls.Count > 0)
        {
            _commitDurations.Record(now.Since(polls[0].CommitBeganAt).TotalSeconds);
            _commitEvents.Record(events);
        }
    }

    public void Dispose()
    {
        Gauges.Dispose();
        _traces.Dispose();
        _meter.Dispose();
    }

    private void Observe(Poll poll, Instant now)
    {
        string name = poll.Plans.Definition.Name;
        _counts.GetOrAdd(name, _ => new MonitorCounts()).Observe(poll);
        _letters.GetOrAdd(name, _ => new DeadLetterCounter(keep: 0));
        if (poll.Batch.Count == 0 || !_pollEvents.Enabled)
        {
            return;
        }

        var monitor = new KeyValuePair<string, object?>(Attributes.Monitor, name);
        Activity? span = _traces.Begin(poll, now);

        // While the poll's span is the current one: a bucket of the histogram shows a trace for example.
        _latencies.Record(now.Since(poll.TakenAt).TotalSeconds, monitor);
        _ages.Record(Math.Max(0, (now.Time.UtcDateTime - EventTime.ToUtc(poll.Batch.EventTimes[^1])).TotalSeconds), monitor);
        span?.Dispose();
        if (span is not null)
        {
            _traces.TraceEvent(poll, span.Context, now);
        }

        _pollEvents.Record(poll.Batch.Count, monitor);
        _pollDurations.Record(Stopwatch.GetElapsedTime(poll.TakenAt, poll.JudgedAt).TotalSeconds, monitor, new(Attributes.Stage, "judge"));
        _pollDurations.Record(Stopwatch.GetElapsedTime(poll.JudgedAt, poll.CommitBeganAt).TotalSeconds, monitor, new(Attributes.Stage, "queue"));
        _pollDurations.Record(now.Since(poll.CommitBeganAt).TotalSeconds, monitor, new(Attributes.Stage, "commit"));
    }

    private void CreateCounters()
    {
        _meter.Observe(Metrics.Events, () => OfEach(c =>
        [
            (c.Scored, Attributes.Verdict, "scored"),
            (c.Unscored, Attributes.Verdict, "unscored"),
            (c.Sparse, Attributes.Verdict, "sparse"),
            (c.Rejected, Attributes.Verdict, "rejected"),
        ]));
        _meter.Observe(Metrics.MarkedEvents, () => OfEach(c => Marks.Select(m => (c.Marked(m.Flag), Attributes.Mark, m.Word))));
        _meter.Observe(Metrics.ImprobableEvents, () => OfEach(c => Surprises.Select(s => (c.AtLeast(s.Least), Attributes.Surprise, s.Word))));
        _meter.Observe(Metrics.Trainings, () => OfEach(c => Enum.GetValues<TrainingVerdict>().Select(v => (c.Trainings(v), Attributes.Outcome, RuntimeMeter.OutcomeOf(v)))));
        _meter.Observe(Metrics.Requests, () => OfEach(c =>
        [
            (c.Requests(RequestVerdict.Applied), Attributes.Outcome, "applied"),
            (c.Requests(RequestVerdict.Refused), Attributes.Outcome, "refused"),
        ]));
        _meter.Observe(Metrics.ModelsPromoted, () => OfEach(c =>
        [
            (c.Promoted(ModelOrigin.Own), Attributes.Origin, "own"),
            (c.Promoted(ModelOrigin.Cohort), Attributes.Origin, "cohort"),
        ]));
        _meter.Observe(Metrics.DriftSignals, () => _counts.Select(c => new Measurement<double>(
            c.Value.Marked(VerdictFlags.Drifted), new KeyValuePair<string, object?>(Attributes.Monitor, c.Key))));
        _meter.Observe(Metrics.Alerts, AlertsOfEach);
        _meter.Observe(Metrics.DeadLetters, () =>
            from letters in _letters
            from reason in Reasons
            select new Measurement<double>(letters.Value.Count(reason.Reason), new(Attributes.Monitor, letters.Key), new(Attributes.Reason, reason.Word)));
    }

    private IEnumerable<Measurement<double>> AlertsOfEach()
    {
        foreach ((string monitor, MonitorCounts counts) in _counts)
        {
            foreach (AlertSeverity severity in Enum.GetValues<AlertSeverity>())
            {
                foreach (AlertKind kind in Enum.GetValues<AlertKind>())
                {
                    yield return new Measurement<double>(
                        counts.Alerts(severity, kind),
                        new(Attributes.Monitor, monitor),
                        new(Attributes.Severity, MetricWord.Of(severity)),
                        new(Attributes.Kind, MetricWord.Of(kind)));
                }
            }
        }
    }

    private IEnumerable<Measurement<double>> OfEach(Func<MonitorCounts, IEnumerable<(long Count, string Attribute, string Value)>> counts) =>
        from monitor in _counts
        from count in counts(monitor.Value)
        select new Measurement<double>(count.Count, new(Attributes.Monitor, monitor.Key), new(count.Attribute, count.Value));

    private sealed class CountedLetters(IDeadLetterSink next, ConcurrentDictionary<string, DeadLetterCounter> counters) : IDeadLetterSink
    {
        public void Add(DeadLetter letter)
        {
            counters.GetOrAdd(letter.Monitor, _ => new DeadLetterCounter(keep: 0)).Add(letter);
            next.Add(letter);
        }
    }
}
