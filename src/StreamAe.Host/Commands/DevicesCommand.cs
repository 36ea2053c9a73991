using System.CommandLine;
using System.Text.Json;
using StreamAe.Host.Modules;

namespace StreamAe.Host.Commands;

/// <summary><c>streamae devices</c></summary>
internal static class DevicesCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print them as JSON." };
        var command = new Command(
            "devices",
            """
            Lists what could score rows on this machine: the processor's vectors, then every device with the number that computeDevice chooses it by,
            and why others are missing; and what compute: auto takes here. A machine without a device, or a build without that part, is no error.

            Exit codes: 0 done, 2 the command line is wrong.

            Example:
              streamae devices
              streamae devices --json
            """)
        {
            json,
        };
        command.SetAction(parsed =>
        {
            DeviceReport report = DeviceReport.Make(PartCatalog.OfThisBuild());
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(report, JsonOutput.Options));
            }
            else
            {
                DeviceTable.Print(Terminal.Output(), report);
            }
        });
        return command;
    }
}
