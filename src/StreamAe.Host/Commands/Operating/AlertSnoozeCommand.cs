using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StreamAe.Host.Sinks.Webhooks;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Commands.Operating;

/// <summary><c>streamae alerts snooze</c></summary>
internal static class AlertSnoozeCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "The alert's id, or its first characters." };
        var target = OperatorTarget.Options.Create();
        var authorship = Authorship.Create();
        var span = new Option<string>("--for") { Description = "How long, in the entity's own time, from its newest alert on; 0s ends a snooze.", Required = true };
        var command = new Command(
            "snooze",
            """
            Holds alerts by the scores of an alert's entity back for a while. Its rows are judged all the same, and a silence, a stuck value or rows that
            come late are told still. It stands in the audit with author, time and reason.

            Exit codes: 0 requested, 1 the store cannot be used, 2 the command line is wrong, or there is no such alert.

            Example:
              streamae alerts snooze 3f2a90c1 --for 4h --config service.yaml --reason "on it"
            """)
        {
            id, span,
        };
        target.AddTo(command);
        authorship.AddTo(command);
        command.SetAction(parsed =>
        {
            TimeSpan length = OptionForms.Read(new DurationForm(TimeSpan.Zero, TimeSpan.FromDays(366)), "--for", parsed.GetRequiredValue(span));
            (string author, string reason) = (authorship.Author(parsed), authorship.Reason(parsed));
            using OperatorTarget opened = target.Open(parsed);
            Alert alert = StoredAlerts.Find(opened, parsed.GetRequiredValue(id));
            long newest = opened.Store.FindAlerts(opened.Monitor, alert.Entity, 1) is [Alert last] ? Math.Max(last.EventTime, alert.EventTime) : alert.EventTime;
            var body = new SnoozeBody(newest + length.Ticks);
            long sequence = opened.Store.Append(new OperatorRequest(
                0, opened.Monitor, alert.Entity, OperatorRequestKind.Snooze, body.Write(), author, TimeProvider.System.GetUtcNow(), reason));
            Console.WriteLine(parsed.GetValue(target.Store.Json)
                ? JsonSerializer.Serialize(new { request = sequence, alert.Entity, until = AlertText.Time(body.Until), author, reason }, JsonOutput.Options)
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"request {sequence}: {alert.Entity} raises no alert by its scores until {AlertText.Time(body.Until)} of its own time, from its next event on."));
            return ExitCode.Ok;
        });
        return command;
    }
}
