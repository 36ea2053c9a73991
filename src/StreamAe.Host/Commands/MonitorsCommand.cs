using System.CommandLine;
using System.Text.Json;
using StreamAe.Monitoring.Definitions;

namespace StreamAe.Host.Commands;

/// <summary><c>streamae monitors validate | schema | size</c></summary>
internal static class MonitorsCommand
{
    public static Command Create() => new(
        "monitors",
        """
        Check monitor files, describe their form, and size their models.

        Example:
          streamae monitors validate deploy/monitors/pumps.yaml
        """)
    {
        CreateValidate(),
        CreateSchema(),
        SizeCommand.Create(),
    };

    private static Command CreateValidate()
    {
        var files = new Argument<string[]>("files") { Description = "Monitor files.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "Print the findings as JSON." };
        var command = new Command(
            "validate",
            """
            Reads monitor files and reports every error and warning with its line. Exit code 1 where a file has an error.

            Example:
              streamae monitors validate deploy/monitors/pumps.yaml
            """)
        {
            files, json,
        };
        command.SetAction(parsed => Validate(parsed.GetRequiredValue(files), parsed.GetValue(json)));
        return command;
    }

    private static Command CreateSchema()
    {
        var command = new Command(
            "schema",
            """
            Prints the JSON Schema of the monitor file, so that editors complete and check it.

            Example:
              streamae monitors schema > monitor.schema.json
            """);
        command.SetAction(_ => Console.Out.WriteLine(MonitorSchema.ToJson()));
        return command;
    }

    private static int Validate(string[] files, bool asJson)
    {
        var results = files.Select(file => (File: file, Result: MonitorFile.Load(file))).ToList();
        bool valid = results.All(r => r.Result.Definition is not null);
        if (asJson)
        {
            var findings = results.Select(r => new
            {
                file = r.File,
                valid = r.Result.Definition is not null,
                errors = r.Result.Errors,
                warnings = r.Result.Warnings,
            });
            Console.Out.WriteLine(JsonSerializer.Serialize(findings, JsonOutput.Options));
        }
        else
        {
            foreach ((string file, MonitorFileResult result) in results)
            {
                foreach (DefinitionError error in result.Errors)
                {
                    Console.Error.WriteLine($"error: {error}");
                }

                foreach (DefinitionError warning in result.Warnings)
                {
                    Console.Error.WriteLine($"warning: {warning}");
                }

                Console.Out.WriteLine($"{file}: {(result.Definition is null ? $"{result.Errors.Count} errors" : "valid")}");
            }
        }

        return valid ? ExitCode.Ok : ExitCode.Failure;
    }
}
