using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using StreamAe.Host.Operating;
using StreamAe.Host.Plots;
using StreamAe.Host.Sinks;
using StreamAe.Host.Sinks.Webhooks;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Host.Commands.Operating;

/// <summary><c>streamae explain</c></summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var id = new Argument<string?>("id") { Description = "The alert's id, or its first characters. Default: the newest alert.", Arity = ArgumentArity.ZeroOrOne };
        var target = OperatorTarget.Options.Create();
        var entity = new Option<string?>("--entity") { Description = "The newest alert of this entity." };
        var plot = new Option<FileInfo?>("--plot") { Description = "Draw the entity's scores around the alert (.svg or .png), from those that are stored." };
        var around = new Option<string>("--around") { Description = "How much event time before and after it is drawn.", DefaultValueFactory = _ => "24h" };
        var command = new Command(
            "explain",
            """
            Tells of one alert in full: what was wrong and what was expected, how improbable it is, how sure that is, since when, by which model, and
            what operators said of it.

            Examples:
              streamae explain --config service.yaml 3f2a90c1
              streamae explain --data demo-data --monitor pumps --entity pump-017 --plot pump-017.svg --around 2d
            """)
        {
            id, entity, plot, around,
        };
        target.AddTo(command);
        command.SetAction(parsed =>
        {
            FileInfo? picture = parsed.GetValue(plot);
            if (picture is not null)
            {
                PlotFile.RequireKnown(picture.ToString());
            }

            TimeSpan span = OptionForms.Read(new DurationForm(TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650)), "--around", parsed.GetRequiredValue(around));
            using OperatorTarget opened = target.Open(parsed);
            Alert alert = Find(opened, parsed.GetValue(id), parsed.GetValue(entity));
            RequestRecord? said = StoredAlerts.Said(opened).GetValueOrDefault(alert.Id);
            if (picture is not null)
            {
                Draw(opened, alert, picture.FullName, span);
            }

            if (parsed.GetValue(target.Store.Json))
            {
                Console.WriteLine(JsonSerializer.Serialize(
                    new { alert = AlertJson.Form(alert), said = said is null ? null : new { said.Request.Body, said.Request.Author, said.Request.Reason, said.Detail } },
                    JsonOutput.Options));
            }
            else
            {
                Print(Terminal.Output(), alert, said);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Alert Find(OperatorTarget target, string? id, string? entity) => (id, entity) switch
    {
        (string wanted, null) => StoredAlerts.Find(target, wanted),
        (null, _) => target.Store.FindAlerts(target.Monitor, entity, 1) is [Alert newest]
            ? newest
            : throw new WrongUseException(entity is null ? $"Monitor {target.Monitor} keeps no alert." : $"--entity {entity}: monitor {target.Monitor} keeps no alert of it."),
        _ => throw new WrongUseException("Name the alert by its id or by --entity, not both."),
    };

    private static void Draw(OperatorTarget target, Alert alert, string path, TimeSpan span)
    {
        var trace = new ScoreTrace();
        foreach (StoredScore score in target.Store.ReadScores(target.Monitor, alert.EventTime - span.Ticks, alert.EventTime + span.Ticks, alert.Entity))
        {
            trace.Add(new ScoreTrace.Place(score.EventTime, score.Score, alert.Threshold, score.EventTime == alert.EventTime, IsLabelled: false));
        }

        if (trace.Places.Count == 0)
        {
            throw new WrongUseException("No scores are stored of that time: store.keepScores in the service configuration says how long they are kept, and none is the default.");
        }

        ScorePlot.Save(path, alert.Entity, trace);
    }

    private static void Print(IAnsiConsole console, Alert alert, RequestRecord? said)
    {
        console.WriteLine($"{AlertText.Word(alert.Severity)} alert {alert.Id} of {alert.Monitor}/{alert.Entity}, {AlertText.Time(alert.EventTime)}");
        Table facts = new Table().Border(TableBorder.None).HideHeaders().AddColumns("what", "value");
        void Add(string what, string value) => facts.AddRow(new Text(what), new Text(value));
        Add("kind", KindOf(alert));
        if (float.IsFinite(alert.Score))
        {
            Add("score", string.Create(CultureInfo.InvariantCulture, $"{alert.Score:G4}, threshold {alert.Threshold:G4}"));
        }

        Add("surprise", string.Create(CultureInfo.InvariantCulture, $"{alert.Surprise:0.0}: one row in {Math.Pow(10, alert.Surprise):G2} as usual is as odd"));
        if (alert.CohortSurprise is float others)
        {
            Add("for others", string.Create(CultureInfo.InvariantCulture, $"surprise {others:0.0} by the model of all entities: {(others < 1 ? "usual among them" : others < alert.Surprise - 1 ? "less odd among them" : "as odd among them")}"));
        }

        if (alert.EventTime > alert.Since)
        {
            Add("since", $"{AlertText.Time(alert.Since)} ({TimeSpan.FromTicks(alert.EventTime - alert.Since):c})");
        }

        if (float.IsFinite(alert.ReconstructionError))
        {
            Add("from", ReasonOf(alert));
        }

        Add("model", alert.ModelVersion == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{(alert.IsProvisional ? "the cohort's" : "its own")}, version {alert.ModelVersion}"));
        Add("sure", AlertConfidence.Describe(alert));
        if (said is not null)
        {
            Add("said", $"{FeedbackWord.Of(said.Request.ReadFeedback().Feedback)} by {said.Request.Author}: {said.Request.Reason}{(said.IsPending ? " (waits for the entity's next event)" : $" ({said.Detail})")}");
        }

        console.Write(facts);
        if (alert.Features.Count == 0)
        {
            return;
        }

        Table features = new Table().Border(TableBorder.Simple).AddColumns("feature", "actual", "expected", "share of the error");
        foreach (FeatureContribution feature in alert.Features)
        {
            const int Bar = 20;
            features.AddRow(
                new Text(feature.Feature),
                new Text(feature.Actual),
                new Text(feature.Expected),
                new Text(string.Create(CultureInfo.InvariantCulture, $"{100 * feature.Share,3:0} % {new string('█', (int)Math.Round(feature.Share * Bar))}")));
        }

        console.Write(features);
    }

    private static string KindOf(Alert alert) => alert.Kind switch
    {
        AlertKind.Silence => "silence: it had sent nothing for many times its usual interval",
        AlertKind.Shift => "shift: it has been odd for so long that this is another behaviour; its threshold has been raised",
        AlertKind.Stuck => "stuck: a number has stood still for many times as long as it usually does",
        AlertKind.Late => "late: many of its rows have times before its newest, so its clock is wrong or its uploads are held up",
        _ => "score: improbable for this entity",
    };

    private static string ReasonOf(Alert alert) => float.IsFinite(alert.KlShare) && alert.KlShare > 0
        ? string.Create(CultureInfo.InvariantCulture, $"reconstruction error {alert.ReconstructionError:G4} ({100 * (1 - alert.KlShare):0} %), KL {alert.KlDivergence:G4} nats ({100 * alert.KlShare:0} %)")
        : string.Create(CultureInfo.InvariantCulture, $"reconstruction error {alert.ReconstructionError:G4}{(alert.KlDivergence > 0 ? $", KL {alert.KlDivergence:G4} nats" : "")}");
}
