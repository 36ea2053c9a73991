using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Thresholds.Previews;

namespace StreamAe.Host.Commands.Operating;

/// <summary>A preview for a script: times as ISO 8601.</summary>
internal static class PreviewJson
{
    public static object Of(PreviewReport report) => new
    {
        from = EventTime.ToUtc(report.From),
        to = EventTime.ToUtc(report.To),
        report.Rows,
        report.Entities,
        report.Now,
        report.Proposed,
        report.Days,
        @new = report.New.Select(Alert),
        gone = report.Gone.Select(Alert),
        report.MostChanged,
    };

    private static object Alert(PreviewedAlert alert) => new { alert.Entity, time = EventTime.ToUtc(alert.EventTime), alert.Surprise, alert.Score };
}
