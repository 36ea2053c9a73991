using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Host.Commands.Operating;

/// <summary><c>streamae thresholds list</c></summary>
internal static class ThresholdListCommand
{
    private const int MostChanges = 1000;

    public static Command Create()
    {
        var target = OperatorTarget.Options.Create();
        var audit = new Option<bool>("--audit") { Description = "Every change there was, newest first, instead of what is in force." };
        var command = new Command(
            "list",
            """
            Lists the thresholds that operators have set, with author, reason and end.

            Example:
              streamae thresholds list --config service.yaml --audit
            """);
        target.AddTo(command);
        command.Options.Add(audit);
        command.SetAction(parsed =>
        {
            using OperatorTarget opened = target.Open(parsed);
            IReadOnlyList<OverrideChange> changes = parsed.GetValue(audit)
                ? opened.Store.ReadOverrideAudit(opened.Monitor, MostChanges)
                : [.. opened.Store.ListOverrides(opened.Monitor).Select(o => new OverrideChange(OverrideChangeKind.Set, o, o.Author, o.SetAt, o.Reason))];
            if (parsed.GetValue(target.Store.Json))
            {
                Console.WriteLine(JsonSerializer.Serialize(changes.Select(Row), JsonOutput.Options));
            }
            else
            {
                Print(Terminal.Output(), opened.Monitor, changes);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static object Row(OverrideChange change) => new
    {
        change = change.Kind,
        level = change.Override.Scope.Level,
        target = change.Override.Scope.Target,
        policy = change.Override.Policy,
        value = change.Override.Value,
        author = change.Author,
        at = change.At,
        reason = change.Reason,
        expires = change.Override.Expires,
    };

    private static void Print(IAnsiConsole console, string monitor, IReadOnlyList<OverrideChange> changes)
    {
        if (changes.Count == 0)
        {
            console.WriteLine($"{monitor}: no threshold is set; the monitor file's holds.");
            return;
        }

        Table table = new Table().Border(TableBorder.Simple).AddColumns("when", "what", "whose", "threshold", "until", "by", "why");
        foreach (OverrideChange change in changes)
        {
            table.AddRow(
                new Text(Time(change.At)),
                new Text(change.Kind.ToString().ToLowerInvariant()),
                new Text(ThresholdSetCommand.NameOf(change.Override.Scope)),
                new Text(ThresholdSetCommand.TextOf(change.Override)),
                new Text(change.Override.Expires is DateTimeOffset end ? Time(end) : ""),
                new Text(change.Author),
                new Text(change.Reason));
        }

        console.Write(table);
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
