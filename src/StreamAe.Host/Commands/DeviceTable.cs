using Spectre.Console;
using StreamAe.Host.Services;
using StreamAe.Monitoring.Modules;

namespace StreamAe.Host.Commands;

/// <summary>What could score rows, for a person.</summary>
internal static class DeviceTable
{
    public static void Print(IAnsiConsole console, DeviceReport report)
    {
        console.WriteLine($"processor: simd, {report.SimdBits} bits wide");
        ComputeDevice[] usable = [.. report.Devices.Where(d => d.Obstacle is null)];
        if (usable.Length > 0)
        {
            Table table = new Table().Border(TableBorder.None)
                .AddColumn(new TableColumn("device").RightAligned()).AddColumn("name").AddColumn("kind").AddColumn(new TableColumn("memory").RightAligned());
            foreach (ComputeDevice device in usable)
            {
                table.AddRow(new Text($"{device.Number}"), new Text(device.Name), new Text(device.Kind), new Text(DeviceText.Memory(device)));
            }

            console.Write(table);
        }

        foreach (ComputeDevice missing in report.Devices.Where(d => d.Obstacle is not null))
        {
            console.WriteLine($"no {missing.Kind} device: {missing.Obstacle}");
        }

        if (report.Obstacle is string obstacle)
        {
            console.WriteLine($"no device: {obstacle}");
        }

        console.WriteLine(
            $"compute: auto takes {report.Auto.Description} here{(report.Auto.Obstacle is null || report.Obstacle is not null ? string.Empty : $": {report.Auto.Obstacle}")}");
    }
}
