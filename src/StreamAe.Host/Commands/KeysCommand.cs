using System.CommandLine;
using System.Text.Json;
using StreamAe.Host.Api.Security;
using StreamAe.Host.Commands.Lab;
using StreamAe.Monitoring.Definitions.Keys;

namespace StreamAe.Host.Commands;

/// <summary><c>streamae keys create</c></summary>
internal static class KeysCommand
{
    public static Command Create() => new(
        "keys",
        """
        Makes keys for the API of a service.

        Example:
          streamae keys create --name ana --role operator
        """)
    {
        CreateCreate(),
    };

    private static Command CreateCreate()
    {
        var name = new Option<string>("--name") { Description = "Who is to have it: letters, digits, '.', '_' and '-'. It stands in the audit.", Required = true };
        Option<Role> role = Choice.Of(
            "--role",
            "viewer reads; operator also answers alerts, sets thresholds and asks for trainings; admin also changes monitors.",
            null,
            ("viewer", Role.Viewer),
            ("operator", Role.Operator),
            ("admin", Role.Admin));
        role.Required = true;
        var json = new Option<bool>("--json") { Description = "Print it as JSON." };
        var command = new Command(
            "create",
            """
            Makes a new key of 256 random bits, and the lines that let it in. The key is shown this once and stored nowhere: the service
            configuration holds its SHA-256 alone.

            Example:
              streamae keys create --name ana --role operator
            """)
        {
            name, role, json,
        };
        command.SetAction((parsed, _) => PrintAsync(parsed.GetRequiredValue(name), parsed.GetRequiredValue(role), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> PrintAsync(string given, Role role, bool asJson)
    {
        string name = OptionForms.Read(SharedForms.Identifier, "--name", given);
        string key = KeyRing.CreateKey();
        string hash = KeyRing.HashOf(key);
        string text = asJson
            ? JsonSerializer.Serialize(new { name, role, key, hash }, JsonOutput.Options)
            : $$"""
                {{key}}

                This is the key. It is shown this once: give it to {{name}}, and to nobody else. For the service configuration:

                api:
                  keys:
                    - {name: "{{name}}", role: {{JsonNamingPolicy.CamelCase.ConvertName($"{role}")}}, hash: "{{hash}}"}
                """;
        await Console.Out.WriteLineAsync(text).ConfigureAwait(false);
        return ExitCode.Ok;
    }
}
