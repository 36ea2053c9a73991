using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Entities;

/// <content>Lasting changes that ask for a training.</content>
public sealed partial class EntityMonitor
{
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
        LastingChange.Include(_history, verdict.Sequence);
    }
}
