using StreamAe.Monitoring.Models;

namespace StreamAe.Monitoring.Entities;

/// <summary>What <see cref="EntityMonitor.Prepare"/> hands on to scoring and judging.</summary>
/// <param name="Status">Whether there is a row to score.</param>
/// <param name="Sequence">The observation's number within its entity.</param>
/// <param name="EventTime">Ticks.</param>
/// <param name="Missing">Encoded features that had no value.</param>
/// <param name="SilenceRatio">The gap before it ÷ the entity's usual interval, where that makes a silence; else 0.</param>
/// <param name="Stuck">The feature whose number stands still from this row on, as the monitor lists it; <see cref="StuckValues.Still"/> where one
/// has since an earlier row, else <see cref="StuckValues.None"/>.</param>
/// <param name="Late">Seconds between the row and the newest before it, where the entity comes late from this row on; <see cref="LateRows.Still"/> where
/// it has since an earlier one and this one does, else <see cref="LateRows.None"/>.</param>
/// <param name="Slot">Where the model's parameters lie.</param>
/// <param name="Model">The model the row was scaled for.</param>
public readonly record struct PreparedRow(
    PrepareStatus Status,
    long Sequence,
    long EventTime,
    int Missing,
    float SilenceRatio,
    int Stuck,
    float Late,
    int Slot,
    ResidentModel? Model);
