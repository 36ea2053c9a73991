using System.Globalization;
using StreamAe.Monitoring.Alerts;

namespace StreamAe.Monitoring.Entities;

/// <content>Numbers that stand still.</content>
public sealed partial class EntityMonitor
{
    /// <summary>What a number that stands still gives says nothing of the entity: it is not learned.</summary>
    private int WatchStuck(StuckValues watch, long sequence, ReadOnlySpan<float> values)
    {
        int stuck = watch.Take(_plan.Memory.StuckOf(ref _memory), values);
        if (stuck != StuckValues.None)
        {
            _history.Mark(sequence, exclude: true);
        }

        return stuck;
    }

    private FeatureContribution[] StuckFeatures(in PreparedRow prepared)
    {
        (float run, float usual) = _plan.Memory.Stuck!.Of(_plan.Memory.StuckOf(ref _memory), prepared.Stuck);
        return
        [
            new FeatureContribution(
                _plan.Encoder.NameOf(prepared.Stuck),
                1,
                string.Create(CultureInfo.InvariantCulture, $"the same for {run:0} rows"),
                string.Create(CultureInfo.InvariantCulture, $"a change every {usual:0.#}")),
        ];
    }
}
