using StreamAe.Host.Api.Running;
using StreamAe.Host.Services;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Thresholds;

namespace StreamAe.Host.Api.Monitors;

/// <summary>How the monitors fare, looked at about once a second for all who ask. Thread-safe.</summary>
internal sealed class MonitorBoard
{
    /// <summary>A rate is a mean over about this long, seconds.</summary>
    private const double RateSeconds = 5;

    private readonly MonitoringService _service;
    private readonly IReadOnlyList<OperatedMonitor> _monitors;
    private readonly TimeProvider _time;
    private readonly RateMeter[] _rates;
    private readonly long _start;
    private readonly Lock _gate = new();
    private IReadOnlyList<MonitorView> _views = [];
    private long _lookedAt = long.MinValue;

    public MonitorBoard(MonitoringService service, IReadOnlyList<OperatedMonitor> monitors, TimeProvider time)
    {
        _service = service;
        _monitors = monitors;
        _time = time;
        _start = time.GetTimestamp();
        _rates = [.. monitors.Select(m => new RateMeter(RateSeconds, m.Totals.Summarize().Events))];
    }

    /// <summary>As it is now, or was within the last second.</summary>
    public IReadOnlyList<MonitorView> Look()
    {
        lock (_gate)
        {
            if (_lookedAt == long.MinValue || _time.GetElapsedTime(_lookedAt) >= Live.LiveBoard.Period * 0.9)
            {
                _lookedAt = _time.GetTimestamp();
                TimeSpan elapsed = _time.GetElapsedTime(_start);
                _views = [.. _monitors.Select(m => ViewOf(m, elapsed))];
            }

            return _views;
        }
    }

    private MonitorView ViewOf(OperatedMonitor monitor, TimeSpan elapsed)
    {
        MonitorRuntime runtime = monitor.Runtime;
        MonitorSummary totals = monitor.Totals.Summarize();
        return new MonitorView(
            monitor.Name,
            monitor.Source,
            _service.IsRunning ? (_service.HasEnded(monitor.Place) ? "ended" : "running") : "starting",
            _service.ObstacleOf(monitor.Place),
            Entities: null,
            runtime.EntitiesInMemory,
            totals.TotalEvents,
            _rates[monitor.Place].Update(totals.Events, elapsed),
            totals.Alerts,
            totals.Models,
            totals.Trainings,
            totals.FailedTrainings,
            runtime.TrainingBacklog,
            runtime.IsTrainingCohort,
            Figures.Time(totals.NewestEventTime),
            _service.LagOf(monitor.Place),
            monitor.Definition.Threshold.Rule is { Policy: ThresholdPolicy.Budget, Value: double budget } ? budget : null);
    }
}
