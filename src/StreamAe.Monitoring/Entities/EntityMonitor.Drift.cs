using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Entities;

/// <content>Lasting changes that ask for a training.</content>
public sealed partial class EntityMonitor
{
    // What was anomalous before a change was told is the new behaviour: it may be learned.
    private const int DriftRows = 512;

    // Of the plan: known here, an event need not ask it.
    private readonly bool _watchesDrift;

    private void WatchDrift(in ScoredRow scored, ref Verdict verdict)
    {
        if (_own is not { Model.Origin: ModelOrigin.Own }
            || !_plan.Memory.Watch(ref _memory).Take(_plan.Definition.Training.OnDrift, verdict.Surprise, scored.Row[.._plan.ReconstructedCount]))
        {
            return;
        }

        verdict.Flags |= VerdictFlags.Drifted;
        _state.RequestedTrainings++;
        for (long number = Math.Max(_history.Begin, _history.End - DriftRows); number < _history.End; number++)
        {
            _history.Include(number);
        }
    }
}
