using StreamAe.Monitoring.Alerts;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>The keys of <c>alert</c>.</summary>
internal static class AlertKeys
{
    private const int MostQuietHours = 20;

    private static readonly (string Word, AlertSeverity Value)[] SeverityWords =
        [("minor", AlertSeverity.Minor), ("major", AlertSeverity.Major), ("critical", AlertSeverity.Critical)];

    private static readonly (string Word, DayOfWeek Value)[] DayWords =
    [
        ("mon", DayOfWeek.Monday),
        ("tue", DayOfWeek.Tuesday),
        ("wed", DayOfWeek.Wednesday),
        ("thu", DayOfWeek.Thursday),
        ("fri", DayOfWeek.Friday),
        ("sat", DayOfWeek.Saturday),
        ("sun", DayOfWeek.Sunday),
    ];

    private static readonly MappingForm<SeverityDefinition> SeverityForm = new(
        new SeverityDefinition(),
        [
            new TypedKey<SeverityDefinition, double>("major", new NumberForm<double>(0, 100), s => s.Major, (s, v) => s with { Major = v })
            {
                Summary = "From this surprise on an alert is major: 5 is one row in a hundred thousand",
                Raising = "calls fewer alerts major",
            },
            new TypedKey<SeverityDefinition, double>("critical", new NumberForm<double>(0, 100), s => s.Critical, (s, v) => s with { Critical = v })
            {
                Summary = "From this surprise on an alert is critical",
                Raising = "calls fewer alerts critical",
            },
        ]);

    private static readonly MappingForm<QuietDefinition> QuietForm = new(
        new QuietDefinition(),
        [
            new TypedKey<QuietDefinition, IReadOnlyList<DayOfWeek>>(
                "days",
                new WordOrForm<IReadOnlyList<DayOfWeek>, IReadOnlyList<DayOfWeek>>(
                    "all",
                    new QuietDefinition().Days,
                    new ListForm<DayOfWeek>(new ChoiceForm<DayOfWeek>(DayWords), 1, DayWords.Length, ("day", d => d.ToString())),
                    list => list,
                    (list, out inner) => (inner = list).Count < DayWords.Length),
                q => q.Days,
                (q, v) => q with { Days = v })
            {
                Summary = "The days on which they begin",
            },
            new TypedKey<QuietDefinition, TimeOnly>("from", new TimeOfDayForm(), q => q.From, (q, v) => q with { From = v })
            {
                Summary = "When they begin",
            },
            new TypedKey<QuietDefinition, TimeOnly>("to", new TimeOfDayForm(), q => q.To, (q, v) => q with { To = v })
            {
                Summary = "When they are over; on the next day where that is not later than from",
            },
            new TypedKey<QuietDefinition, string>("zone", new TimeZoneForm(), q => q.Zone, (q, v) => q with { Zone = v })
            {
                Summary = "The time zone of from and to, by its IANA name",
            },
            new TypedKey<QuietDefinition, AlertSeverity>("below", new ChoiceForm<AlertSeverity>(SeverityWords), q => q.Below, (q, v) => q with { Below = v })
            {
                Summary = "Alerts of this severity and above are raised all the same",
            },
        ]);

    public static MappingForm<AlertDefinition> Form { get; } = new(
        new AlertDefinition(),
        [
            new TypedKey<AlertDefinition, int>("m", new IntegerForm<int>(1, 64), a => a.M, (a, v) => a with { M = v })
            {
                Summary = "Anomalous rows needed among the entity's last n",
                Unit = "rows",
                Raising = "drops lone outliers and alerts later",
            },
            new TypedKey<AlertDefinition, int>("n", new IntegerForm<int>(1, 64), a => a.N, (a, v) => a with { N = v })
            {
                Summary = "Rows looked at",
                Unit = "rows",
                Raising = "lets anomalous rows lie further apart",
            },
            new TypedKey<AlertDefinition, TimeSpan>(
                "cooldown", new DurationForm(TimeSpan.Zero, TimeSpan.FromDays(365)), a => a.Cooldown, (a, v) => a with { Cooldown = v })
            {
                Summary = "Event time after an alert during which the entity raises no other",
                Raising = "alerts less often about the same trouble",
            },
            new TypedKey<AlertDefinition, double>("release", new NumberForm<double>(0, 1, openMin: true), a => a.Release, (a, v) => a with { Release = v })
            {
                Summary = "Hysteresis: a row after an anomalous one is anomalous too until its surprise is below this share of the threshold's; 1 is off",
                Raising = "ends a trouble sooner, and breaks one that wavers into several",
            },
            new TypedKey<AlertDefinition, TimeSpan>(
                "peak", new DurationForm(TimeSpan.Zero, TimeSpan.FromDays(365)), a => a.Peak, (a, v) => a with { Peak = v })
            {
                Summary = "Event time over which an anomalous row must be the entity's highest, or it repeats what was told and is no alert; at least "
                    + "the last 30 and at most the last 400 rows. 0 is off",
                Raising = "tells one trouble less often, and a second one that is no worse not at all",
            },
            new TypedKey<AlertDefinition, SeverityDefinition>("severity", SeverityForm, a => a.Severity, (a, v) => a with { Severity = v })
            {
                Summary = "How improbable an alert must be to be more than minor",
            },
            new TypedKey<AlertDefinition, IReadOnlyList<QuietDefinition>>(
                "quiet",
                new WordOrForm<IReadOnlyList<QuietDefinition>, IReadOnlyList<QuietDefinition>>(
                    "none",
                    [],
                    new ListForm<QuietDefinition>(QuietForm, 1, MostQuietHours),
                    list => list,
                    (list, out inner) => (inner = list).Count > 0),
                a => a.Quiet,
                (a, v) => a with { Quiet = v })
            {
                Summary = "Hours, by event time, in which lesser alerts by score wait: they are raised when the hours are over, if the entity is still anomalous then",
            },
        ]);
}
