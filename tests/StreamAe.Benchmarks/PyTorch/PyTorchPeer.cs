using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace StreamAe.Benchmarks.PyTorch;

/// <summary>
/// The same work in PyTorch: a script of ours, run as a process with one thread. A machine without PyTorch gives no rates but the reason.
/// </summary>
internal sealed class PyTorchPeer
{
    /// <summary>Environment variable: the Python to run, where the usual ones have no PyTorch.</summary>
    private const string Variable = "STREAMAE_PYTHON";

    private static readonly string[] ThreadVariables = ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"];

    private readonly JsonElement? _rates;

    private PyTorchPeer(JsonElement? rates, string note)
    {
        _rates = rates;
        Note = note;
    }

    /// <summary>Which PyTorch, or why there is none.</summary>
    public string Note { get; }

    /// <param name="script">File name in the folder of the scripts.</param>
    public static PyTorchPeer Run(BenchmarkOptions options, string script, params int[] arguments)
    {
        if (!options.WithPeer)
        {
            return new PyTorchPeer(null, "no PyTorch without --peer");
        }

        string why = "no Python found";
        string?[] programs = [Environment.GetEnvironmentVariable(Variable), "python3", "/usr/bin/python3", "python"];
        foreach (string program in programs.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (Output(program, script, arguments) is not string output)
            {
                continue;
            }

            JsonElement answer = JsonDocument.Parse(output).RootElement;
            if (answer.TryGetProperty("version", out JsonElement version))
            {
                return new PyTorchPeer(answer, $"peer = {version.GetString()}");
            }

            why = answer.GetProperty("missing").GetString() ?? why;
        }

        return new PyTorchPeer(null, $"peer skipped: {why}; set {Variable} to a Python that has PyTorch");
    }

    /// <summary>A row against one of the script's rates, or without a peer and with the reason.</summary>
    public BenchmarkRow Against(string name, string unit, double value, string rate, string note)
    {
        string said = $"{note}; {Note}";
        return _rates is JsonElement rates
            ? BenchmarkRow.Against(name, unit, value, rates.GetProperty(rate).GetDouble(), 1, said)
            : BenchmarkRow.Plain(name, unit, value, 1, said);
    }

    /// <summary>A row of one of the script's rates where we have none to put beside it; the note says why.</summary>
    public BenchmarkRow Alone(string name, string unit, string rate, string note) =>
        new(name, unit, null, _rates?.GetProperty(rate).GetDouble(), null, 1, $"{note}; {Note}");

    /// <summary>Null where there is no such program; a script that fails is an error.</summary>
    private static string? Output(string program, string script, int[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "PyTorch", script));
        foreach (int argument in arguments)
        {
            start.ArgumentList.Add(argument.ToString(CultureInfo.InvariantCulture));
        }

        foreach (string variable in ThreadVariables)
        {
            start.Environment[variable] = "1";
        }

        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0
                ? output
                : throw new InvalidOperationException($"{program} {script} ended with {process.ExitCode}: {errors.GetAwaiter().GetResult()}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
