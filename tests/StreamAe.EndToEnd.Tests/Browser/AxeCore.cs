using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace StreamAe.EndToEnd.Tests.Browser;

/// <summary>Deque's axe-core, the usual judge of a page's accessibility, from the packages of the console's own look at itself.</summary>
internal static class AxeCore
{
    private static readonly Lazy<Task<string>> Source = new(ReadAsync);

    /// <summary>What it finds serious or critical, in words.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(IPage page)
    {
        // Evaluated: the console's policy refuses a script that is added.
        await page.EvaluateAsync($"{await Source.Value};0");
        JsonElement violations = await page.EvaluateAsync<JsonElement>("async () => (await globalThis.axe.run(document, { resultTypes: ['violations'] })).violations");
        return
        [
            .. violations.EnumerateArray()
                .Where(v => v.GetProperty("impact").GetString() is "serious" or "critical")
                .Select(v => $"{v.GetProperty("id").GetString()}: {v.GetProperty("help").GetString()}: {v.GetProperty("nodes")[0].GetProperty("html").GetString()}"),
        ];
    }

    private static async Task<string> ReadAsync()
    {
        string folder = Path.Combine(Repository.Root, "src", "StreamAe.Host", "Console", "browser");
        string file = Path.Combine(folder, "node_modules", "axe-core", "axe.min.js");
        if (!File.Exists(file))
        {
            var start = new ProcessStartInfo("npm") { WorkingDirectory = folder };
            foreach (string argument in (string[])["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
            {
                start.ArgumentList.Add(argument);
            }

            using Process npm = Process.Start(start)!;
            await npm.WaitForExitAsync();
        }

        return File.Exists(file) ? await File.ReadAllTextAsync(file) : throw new FileNotFoundException("npm could not bring axe-core.", file);
    }
}
