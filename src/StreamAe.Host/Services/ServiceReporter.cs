using Microsoft.Extensions.Logging;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Training;

namespace StreamAe.Host.Services;

/// <summary>Watches the committed polls of a service: totals a minute, failed trainings, and the summary at the end.</summary>
internal sealed class ServiceReporter(TotalsByMonitor totals, DeadLetterFile deadLetters, string deadLetterPath, TimeProvider time, ILogger logger)
{
    /// <summary>Between two reports of totals.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Failed trainings, and models put in use with a warning, that are listed between two reports; a monitor of a million entities must not drown the log.</summary>
    private const int ListedTrainings = 20;

    private readonly long _start = time.GetTimestamp();
    private long _failures;
    private long _warned;
    private long _reportedLetters;
    private bool _saidIncomplete;

    /// <summary>Takes a committed poll; one thread.</summary>
    public void Observe(Poll poll)
    {
        string monitor = poll.Plans.Definition.Name;
        totals[monitor].Observe(poll);
        foreach (ShardPart part in poll.Parts)
        {
            foreach (TrainingEvent training in part.Trainings)
            {
                if (training.Result.Verdict is TrainingVerdict.Failed or TrainingVerdict.Diverged
                    && Interlocked.Increment(ref _failures) <= ListedTrainings)
                {
                    string verdict = training.Result.Verdict == TrainingVerdict.Failed ? "failed" : "diverged";
                    if (training.FailedInARow > 1)
                    {
                        logger.LogTrainingFailedAgain(monitor, training.Entity, verdict, training.FailedInARow, training.Result.Detail);
                    }
                    else
                    {
                        logger.LogTrainingFailed(monitor, training.Entity, verdict, training.Result.Detail);
                    }
                }
                else if (training.Result is { Verdict: TrainingVerdict.Promote, Report.Warnings: { Count: > 0 } warnings }
                    && Interlocked.Increment(ref _warned) <= ListedTrainings)
                {
                    logger.LogTrainingWarned(monitor, training.Entity, string.Join(" ", warnings));
                }
            }
        }
    }

    /// <summary>Reports every minute until cancelled.</summary>
    /// <param name="running">Of the monitors that run.</param>
    /// <param name="backlogOf">Trainings waiting, by their index.</param>
    public async Task RunAsync(IReadOnlyList<MonitorTotals> running, Func<int, int> backlogOf, CancellationToken cancellationToken)
    {
        // What was counted before a reload is no rate of this minute.
        long[] events = [.. running.Select(t => t.Summarize().Events)];
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                for (int i = 0; i < running.Count; i++)
                {
                    MonitorSummary now = running[i].Summarize();
                    double rate = (now.Events - events[i]) / Period.TotalSeconds;
                    events[i] = now.Events;
                    int backlog = backlogOf(i);
                    logger.LogTotals(now.Monitor, now.Events, rate, Period.TotalSeconds, now.Alerts, now.Models, now.FailedTrainings, backlog);
                }

                ReportTroubles();
            }
        }
        catch (OperationCanceledException)
        {
            // The service ends.
        }
    }

    /// <summary>Dead letters and failures that were not told yet.</summary>
    public void ReportTroubles()
    {
        long unlisted = Interlocked.Exchange(ref _failures, 0) - ListedTrainings;
        if (unlisted > 0)
        {
            logger.LogMoreTrainingsFailed(unlisted);
        }

        long unlistedWarnings = Interlocked.Exchange(ref _warned, 0) - ListedTrainings;
        if (unlistedWarnings > 0)
        {
            logger.LogMoreTrainingsWarned(unlistedWarnings);
        }

        deadLetters.Flush();
        if (deadLetters.Total > _reportedLetters)
        {
            _reportedLetters = deadLetters.Total;
            logger.LogDeadLetters(string.Join(", ", deadLetters.Counts.Select(c => $"{c.Key} {c.Value}")), deadLetterPath);
        }

        if (deadLetters.Failure is string failure && !_saidIncomplete)
        {
            _saidIncomplete = true;
            logger.LogDeadLetterFailure(deadLetterPath, failure);
        }
    }

    public ServiceSummary Summarize()
    {
        MonitorSummary[] monitors = [.. totals.All.Select(t => t.Summarize())];
        return new ServiceSummary(
            time.GetElapsedTime(_start).TotalSeconds,
            monitors.Sum(m => m.Events),
            monitors.Sum(m => m.Alerts),
            deadLetters.Counts,
            monitors);
    }
}
