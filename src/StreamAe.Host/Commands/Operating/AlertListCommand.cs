using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using StreamAe.Host.Operating;
using StreamAe.Host.Sinks;
using StreamAe.Host.Sinks.Webhooks;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Commands.Operating;

/// <summary><c>streamae alerts list</c></summary>
internal static class AlertListCommand
{
    private const int IdLength = 8;
    private const int MostFeatures = 3;

    public static Command Create()
    {
        var target = OperatorTarget.Options.Create();
        var entity = new Option<string?>("--entity") { Description = "Only of this one. Default all." };
        var max = new Option<int>("--max") { Description = "Most alerts to look at, the newest.", DefaultValueFactory = _ => 50 };
        var incidents = new Option<bool>("--incidents") { Description = "Group those that went wrong together, whatever their entities." };
        var gap = new Option<string>("--gap") { Description = "An incident is over when so long no alert has come.", DefaultValueFactory = _ => "10m" };
        max.Validators.Add(result =>
        {
            if (result.TryGet(out int value) && value is < 1 or > 1_000_000)
            {
                result.AddError("--max must be 1 to 1,000,000.");
            }
        });
        var command = new Command(
            "list",
            """
            Lists the newest alerts, with what was wrong and what was said of them; or the incidents that they make.

            Examples:
              streamae alerts list --config service.yaml --entity pump-017
              streamae alerts list --data demo-data --monitor pumps --max 500 --incidents --gap 1h
            """)
        {
            entity, max, incidents, gap,
        };
        target.AddTo(command);
        command.SetAction(parsed =>
        {
            TimeSpan apart = OptionForms.Read(new DurationForm(TimeSpan.Zero, TimeSpan.FromDays(365)), "--gap", parsed.GetRequiredValue(gap));
            using OperatorTarget opened = target.Open(parsed);
            string? key = parsed.GetValue(entity);
            if (key is not null && !opened.Store.HasEntity(opened.Monitor, key))
            {
                throw new WrongUseException($"--entity {key}: monitor {opened.Monitor} has no such entity in the store.");
            }

            IReadOnlyList<Alert> alerts = opened.Store.FindAlerts(opened.Monitor, key, parsed.GetValue(max));
            IReadOnlyDictionary<string, RequestRecord> said = StoredAlerts.Said(opened);
            bool asJson = parsed.GetValue(target.Store.Json);
            if (parsed.GetValue(incidents))
            {
                IReadOnlyList<Incident> grouped = IncidentGrouping.Group(alerts, apart);
                long of = opened.Store.CountEntities(opened.Monitor);
                Print(asJson, grouped.Select(i => Form(i, of)), () => Table(grouped, of), "no incidents");
            }
            else
            {
                Print(asJson, alerts.Select(a => Form(a, said)), () => Table(alerts, said), "no alerts");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(bool asJson, IEnumerable<object> rows, Func<Table> table, string nothing)
    {
        List<object> all = [.. rows];
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(all, JsonOutput.Options));
            return;
        }

        IAnsiConsole console = Terminal.Output();
        if (all.Count == 0)
        {
            console.WriteLine(nothing);
        }
        else
        {
            console.Write(table());
        }
    }

    private static object Form(Alert alert, IReadOnlyDictionary<string, RequestRecord> said) => new
    {
        alert = AlertJson.Form(alert),
        said = said.TryGetValue(alert.Id, out RequestRecord? record)
            ? new
            {
                feedback = FeedbackWord.Of(record.Request.ReadFeedback().Feedback),
                record.Request.Author,
                record.Request.At,
                record.Request.Reason,
                outcome = record.IsPending ? "waits" : record.Detail,
            }
            : null,
    };

    private static object Form(Incident incident, long of) => new
    {
        incident.Id,
        incident.Monitor,
        from = AlertText.Time(incident.From),
        to = AlertText.Time(incident.To),
        incident.Severity,
        alerts = incident.Alerts.Select(a => a.Id),
        incident.Entities,
        of,
        fleetWide = incident.IsFleetWide(of),
        features = incident.Features.Select(f => new { f.Feature, f.Share }),
    };

    private static Table Table(IReadOnlyList<Alert> alerts, IReadOnlyDictionary<string, RequestRecord> said)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("id", "time", "severity", "kind", "entity", "surprise", "what", "said");
        foreach (Alert alert in alerts)
        {
            table.AddRow(
                new Text(alert.Id[..IdLength]),
                new Text(AlertText.Time(alert.EventTime)),
                new Text(AlertText.Word(alert.Severity)),
                new Text(AlertText.Word(alert.Kind)),
                new Text(alert.Entity),
                new Text(alert.Surprise.ToString("0.0", CultureInfo.InvariantCulture)),
                new Text(string.Join(", ", alert.Features.Take(MostFeatures).Select(f => $"{f.Feature} {f.Actual} for {f.Expected}"))),
                new Text(said.TryGetValue(alert.Id, out RequestRecord? record) ? $"{FeedbackWord.Of(record.Request.ReadFeedback().Feedback)}, {record.Request.Author}" : ""));
        }

        return table;
    }

    private static Table Table(IReadOnlyList<Incident> incidents, long of)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("id", "from", "to", "severity", "alerts", "entities", "what");
        foreach (Incident incident in incidents)
        {
            IReadOnlyList<string> entities = incident.Entities;
            string more = entities.Count > MostFeatures ? string.Create(CultureInfo.InvariantCulture, $" and {entities.Count - MostFeatures:N0} more") : "";
            string share = incident.IsFleetWide(of) ? string.Create(CultureInfo.InvariantCulture, $"fleet-wide, {entities.Count:N0} of {of:N0}: ") : "";
            table.AddRow(
                new Text(incident.Id[..IdLength]),
                new Text(AlertText.Time(incident.From)),
                new Text(AlertText.Time(incident.To)),
                new Text(AlertText.Word(incident.Severity)),
                new Text(incident.Alerts.Count.ToString("N0", CultureInfo.InvariantCulture)),
                new Text(share + string.Join(", ", entities.Take(MostFeatures)) + more),
                new Text(string.Join(", ", incident.Features.Take(MostFeatures).Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Feature} {100 * f.Share:0} %")))));
        }

        return table;
    }
}
