namespace StreamAe.Monitoring.Thresholds.Previews;

/// <summary>What a change would have done.</summary>
/// <param name="From">Event time of the first stored score, ticks; 0 where there is none.</param>
/// <param name="To">Of the last.</param>
/// <param name="Rows">Stored scores.</param>
/// <param name="Entities">They are of.</param>
/// <param name="Now">With what is in force now.</param>
/// <param name="Proposed">With what is proposed.</param>
/// <param name="Days">By UTC day of the event time, in order, days without an alert left out.</param>
/// <param name="New">Alerts that only the proposed one raises, the first of them.</param>
/// <param name="Gone">Alerts that only the present one raises, the first of them.</param>
/// <param name="MostChanged">The entities whose number of alerts changes most, by that.</param>
public sealed record PreviewReport(
    long From,
    long To,
    long Rows,
    int Entities,
    PreviewCounts Now,
    PreviewCounts Proposed,
    IReadOnlyList<PreviewDay> Days,
    IReadOnlyList<PreviewedAlert> New,
    IReadOnlyList<PreviewedAlert> Gone,
    IReadOnlyList<PreviewedEntity> MostChanged);
