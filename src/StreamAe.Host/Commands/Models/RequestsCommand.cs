using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using StreamAe.Host.Api.Requests;
using StreamAe.Host.Commands.Operating;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Commands.Models;

/// <summary><c>streamae models requests</c></summary>
internal static class RequestsCommand
{
    private const int DefaultMax = 50;

    public static Command Create()
    {
        var options = new OperatorOptions();
        var max = new Option<int>("--max") { Description = "Most requests to list.", DefaultValueFactory = _ => DefaultMax };
        var command = new Command(
            "requests",
            """
            Lists what operators asked for, newest first: who, when, why, and what became of it. A request is pending until an entity it is about has
            its next event; one to all entities counts those that applied it so far, and reaches no entity that first comes back after 30 days.

            Exit codes: 0 done, 1 the store cannot be read, 2 the command line is wrong, or there is no such monitor.

            Example:
              streamae models requests --data data --monitor pumps --json
            """)
        {
            max,
        };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            using IOperatorStore store = options.Open(parsed);
            IReadOnlyList<RequestRecord> requests = store.ReadRequests(options.FindMonitor(parsed, store), parsed.GetValue(max));
            if (parsed.GetValue(options.Json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(requests.Select(RequestView.Of), JsonOutput.Options));
            }
            else
            {
                Print(Terminal.Output(), requests);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(IAnsiConsole console, IReadOnlyList<RequestRecord> requests)
    {
        if (requests.Count == 0)
        {
            console.WriteLine("no requests");
            return;
        }

        Table table = new Table().Border(TableBorder.None);
        foreach (string column in (string[])["request", "kind", "entity", "at", "author", "reason", "state", "detail"])
        {
            table.AddColumn(column);
        }

        foreach (RequestRecord record in requests)
        {
            OperatorRequest request = record.Request;
            table.AddRow(
                new Text(request.Sequence.ToString(CultureInfo.InvariantCulture)),
                new Text(request.Kind.ToString()),
                new Text(request.Entity ?? "(all)"),
                new Text(request.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
                new Text(request.Author),
                new Text(request.Reason),
                new Text(request.Entity is null ? string.Create(CultureInfo.InvariantCulture, $"applied {record.Applied}, refused {record.Refused}") : RequestView.StateOf(record)),
                new Text(record.Detail));
        }

        console.Write(table);
    }
}
