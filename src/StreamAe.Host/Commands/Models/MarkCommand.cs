using System.CommandLine;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Commands.Models;

/// <summary><c>streamae models mark</c></summary>
internal static class MarkCommand
{
    public static Command Create()
    {
        var options = new RequestOptions();
        var from = new Option<string>("--from") { Description = "Event time of the first row: ISO 8601, or seconds since 1970.", Required = true };
        var to = new Option<string>("--to") { Description = "Event time up to which, not included; as --from.", Required = true };
        var include = new Option<bool>("--include") { Description = "Take the rows back in, whatever kept them out." };
        var command = new Command(
            "mark",
            """
            Keeps the rows of an entity within a time out of training, as far as they are still in its history; rows are found in pages of eight, so up
            to seven on either side go with them. A training that runs meanwhile is done again without them. Models in use stay: ask for a training too,
            where one has learned from such rows.

            Exit codes: 0 requested, 1 the store cannot be used, 2 the command line is wrong, or there is no such monitor or entity.

            Examples:
              streamae models mark --data data --entity pump-007 --from 2026-11-24T06:00:00Z --to 2026-11-24T09:30:00Z --reason 'sensor was off'
              streamae models mark --data data --entity pump-007 --from 2026-11-24T06:00:00Z --to 2026-11-24T07:00:00Z --include --reason 'it was not'
            """)
        {
            from, to, include,
        };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            long begin = TimeOf("--from", parsed.GetRequiredValue(from)), end = TimeOf("--to", parsed.GetRequiredValue(to));
            if (end <= begin)
            {
                throw new WrongUseException("--from must be before --to.");
            }

            bool exclude = !parsed.GetValue(include);
            using IOperatorStore store = options.Store.Open(parsed);
            string monitor = options.Store.FindMonitor(parsed, store);
            string entity = options.FindEntity(parsed, store, monitor);
            return options.Append(
                parsed,
                store,
                monitor,
                entity,
                OperatorRequestKind.Mark,
                new MarkBody(begin, end, exclude).Write(),
                exclude ? "keep rows out of training" : "take rows back into training");
        });
        return command;
    }

    private static long TimeOf(string option, string text) => EventTime.TryParse(text, out long ticks)
        ? ticks
        : throw new WrongUseException($"{option} {text} is no time: it must be such as 2026-11-24T00:00:00Z, or seconds since 1970.");
}
