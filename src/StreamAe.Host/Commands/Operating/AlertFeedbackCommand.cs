using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StreamAe.Host.Operating;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Commands.Operating;

/// <summary><c>streamae alerts ack</c> and <c>streamae alerts feedback</c></summary>
internal static class AlertFeedbackCommand
{
    public static Command CreateAcknowledge()
    {
        var command = new Command(
            "ack",
            """
            Says that somebody has seen an alert. It stands in the audit and beside the alert; nothing else changes.

            Example:
              streamae alerts ack 3f2a90c1 --config service.yaml --reason "on it"
            """);
        Complete(command, feedback: null);
        return command;
    }

    public static Command Create()
    {
        var feedback = new Argument<string>("said") { Description = "true, false or ignore." };
        feedback.AcceptOnlyFromAmong("true", "false", "ignore");
        var command = new Command(
            "feedback",
            """
            Says what an alert was worth, and has its entity learn from it before its next event:
              true    it was trouble: its rows stay out of training, and a threshold raised by earlier feedback comes halfway back.
              false   a false alarm: its rows may be learned, and the entity's threshold rises above it, by at most three decades of probability.
              ignore  neither: its rows stay out of training.
            It stands in the audit with author, time and reason.

            Example:
              streamae alerts feedback 3f2a90c1 false --config service.yaml --reason "pump was flushed"
            """);
        Complete(command, feedback);
        return command;
    }

    /// <param name="feedback">Null: acknowledged.</param>
    private static void Complete(Command command, Argument<string>? feedback)
    {
        var id = new Argument<string>("id") { Description = "The alert's id, or its first characters." };
        var target = OperatorTarget.Options.Create();
        var authorship = Authorship.Create();
        command.Arguments.Add(id);
        if (feedback is not null)
        {
            command.Arguments.Add(feedback);
        }

        target.AddTo(command);
        authorship.AddTo(command);
        command.SetAction(parsed =>
        {
            (string author, string reason) = (authorship.Author(parsed), authorship.Reason(parsed));
            AlertFeedback said = (feedback is null ? null : parsed.GetRequiredValue(feedback)) switch
            {
                null => AlertFeedback.Acknowledged,
                "true" => AlertFeedback.True,
                "false" => AlertFeedback.False,
                _ => AlertFeedback.Ignore,
            };
            using OperatorTarget opened = target.Open(parsed);
            Alert alert = StoredAlerts.Find(opened, parsed.GetRequiredValue(id));
            var body = new FeedbackBody(alert.Id, said, Math.Min(alert.Since, alert.EventTime), alert.EventTime, float.IsFinite(alert.Surprise) ? alert.Surprise : 0);
            long sequence = opened.Store.Append(new OperatorRequest(
                0, opened.Monitor, alert.Entity, OperatorRequestKind.Feedback, body.Write(), author, TimeProvider.System.GetUtcNow(), reason));
            Console.WriteLine(parsed.GetValue(target.Store.Json)
                ? JsonSerializer.Serialize(new { request = sequence, alert = alert.Id, alert.Entity, said = FeedbackWord.Of(said), author, reason }, JsonOutput.Options)
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"request {sequence}: alert {alert.Id[..8]} of {alert.Entity}: {FeedbackWord.Of(said)}; the entity applies it before its next event. See 'streamae models requests'."));
            return ExitCode.Ok;
        });
    }
}
