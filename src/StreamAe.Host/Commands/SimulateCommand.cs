using System.CommandLine;
using StreamAe.Monitoring.Simulation;

namespace StreamAe.Host.Commands;

/// <summary><c>streamae simulate</c></summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var stream = new Argument<string>("stream") { Description = "pumps or cards." };
        stream.AcceptOnlyFromAmong("pumps", "cards");
        var output = new Option<FileInfo?>("--out") { Description = "File to write; standard output without it." };
        var rows = Positive("--rows", "Observations to write.", 100_000);
        var from = new Option<long>("--from") { Description = "First position of the stream: train and test files of one stream follow each other." };
        from.Validators.Add(result =>
        {
            if (result.TryGet(out long value) && value < 0)
            {
                result.AddError("--from must be 0 or more.");
            }
        });
        var entities = new Option<int?>("--entities") { Description = "Pumps (default 200) or cards (default 2,000)." };
        var seed = new Option<ulong>("--seed") { Description = "Another seed is another world.", DefaultValueFactory = _ => 1 };
        var command = new Command(
            "simulate",
            """
            Writes a demo stream as CSV with labels (entity key, t, channels, label), for back-tests and for other tools.

            Examples:
              streamae simulate pumps --rows 400000 --out pumps.train.csv
              streamae simulate pumps --from 400000 --rows 200000 --out pumps.test.csv
            """)
        {
            stream, output, rows, from, entities, seed,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            ulong chosenSeed = parsed.GetValue(seed);
            int? entityCount = parsed.GetValue(entities);
            if (entityCount is < 1 or > 1_000_000)
            {
                throw new WrongUseException($"--entities {entityCount}: must be 1 to 1,000,000.");
            }

            SimulatedStream simulated = parsed.GetRequiredValue(stream) == "pumps"
                ? new PumpStream(chosenSeed, entityCount ?? 200, PumpStream.DemoInterval)
                : new CardStream(chosenSeed, entityCount ?? 2000);
            long first = parsed.GetValue(from);
            long count = parsed.GetValue(rows);
            RequireEvents(simulated, first, count);
            Write(simulated, parsed.GetValue(output), first, first + count, cancellationToken);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static Option<long> Positive(string name, string description, long initial)
    {
        var option = new Option<long>(name) { Description = description, DefaultValueFactory = _ => initial };
        option.Validators.Add(result =>
        {
            if (result.TryGet(out long value) && value < 1)
            {
                result.AddError($"{name} must be 1 or more.");
            }
        });
        return option;
    }

    /// <summary>Before the header is written: a stream is a simulated century long.</summary>
    private static void RequireEvents(SimulatedStream stream, long from, long rows)
    {
        try
        {
            stream.Read(checked(from + rows - 1), new float[stream.Schema.Count]);
        }
        catch (Exception error) when (error is OverflowException or ArgumentOutOfRangeException)
        {
            throw new WrongUseException($"--from {from:N0} and --rows {rows:N0} go beyond the stream, which is a simulated century long; give smaller numbers.");
        }
    }

    private static void Write(SimulatedStream stream, FileInfo? output, long from, long to, CancellationToken cancellationToken)
    {
        bool showsProgress = output is not null && !Console.IsErrorRedirected;
        void OnProgress(long rows)
        {
            if (showsProgress)
            {
                Console.Error.Write($"\r{rows:N0} of {to - from:N0} rows");
            }
        }

        using (TextWriter writer = output is null ? Console.Out : new StreamWriter(output.FullName))
        {
            SimulationCsv.Write(stream, writer, from, to, OnProgress, cancellationToken);
        }

        if (showsProgress)
        {
            Console.Error.WriteLine($"\rWrote {output!.FullName}: {to - from:N0} rows.");
        }
    }
}
