using System.Globalization;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Operating;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Host.Api.Alerts;

/// <summary>Which alerts are asked for.</summary>
/// <param name="Said">none, any, or one of the words of feedback.</param>
/// <param name="From">Event time of the first.</param>
/// <param name="To">Event time that is not included any more.</param>
internal sealed record AlertQuery(
    string? Monitor, string? Entity, AlertSeverity? Severity, AlertKind? Kind, string? Said, DateTimeOffset? From, DateTimeOffset? To)
{
    private const int Read = 500;

    /// <summary>Alerts that one answer looks at: a filter that lets none through must not read all there are.</summary>
    private const int MostRead = 20_000;

    /// <summary>Newest first.</summary>
    /// <exception cref="ApiProblem">Something asked for does not exist.</exception>
    public Page<AlertView> Run(OperatedService service, string? cursor, int limit)
    {
        long before = CursorOf(cursor);
        Func<RequestRecord?, bool> hasSaid = SaidFilter();
        IReadOnlyList<OperatedMonitor> monitors = service.Select(Monitor);
        var said = monitors.ToDictionary(m => m.Name, m => SaidOfAlerts.Read(service.Operators, m.Name), StringComparer.Ordinal);
        var found = new List<AlertView>();
        int looked = 0;
        while (found.Count < limit && looked < MostRead)
        {
            List<StoredAlert> batch =
            [
                .. monitors.SelectMany(m => service.Operators.FindAlerts(m.Name, Entity, before, Read)).OrderByDescending(a => a.Sequence).Take(Read),
            ];
            foreach (StoredAlert stored in batch)
            {
                looked++;
                before = stored.Sequence;
                RequestRecord? record = said[stored.Alert.Monitor].GetValueOrDefault(stored.Alert.Id);
                if (Passes(stored.Alert) && hasSaid(record))
                {
                    found.Add(AlertView.Of(stored.Alert, record is null ? null : SaidView.Of(record)));
                    if (found.Count == limit)
                    {
                        break;
                    }
                }
            }

            if (batch.Count < Read && found.Count < limit)
            {
                return new Page<AlertView>(found, null);
            }
        }

        return new Page<AlertView>(found, before.ToString(CultureInfo.InvariantCulture));
    }

    private static long CursorOf(string? cursor) => cursor is null ? long.MaxValue
        : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out long before) ? before
        : throw ApiProblem.Invalid("cursor", "is none that a list gave");

    private bool Passes(Alert alert) =>
        (Severity is null || alert.Severity == Severity)
        && (Kind is null || alert.Kind == Kind)
        && (From is not DateTimeOffset from || alert.EventTime >= Figures.Ticks(from))
        && (To is not DateTimeOffset to || alert.EventTime < Figures.Ticks(to));

    private Func<RequestRecord?, bool> SaidFilter() => Said switch
    {
        null => _ => true,
        "none" => record => record is null,
        "any" => record => record is not null,
        _ when Words.Read<AlertFeedback>(Said, "said") is AlertFeedback feedback => record => record?.Request.ReadFeedback().Feedback == feedback,
        _ => throw ApiProblem.Invalid("said", "must be none, any, acknowledged, true, false or ignore"),
    };
}
