using System.Diagnostics;

namespace StreamAe.Benchmarks.Cluster;

/// <summary>One silo as a process of its own: <see cref="SiloCommand"/>.</summary>
internal sealed class SiloProcess : IDisposable
{
    private readonly Process _process;
    private volatile string _said = default(SiloReport).ToString();

    public SiloProcess(string brokers, string database, string cluster, string instance, int entities)
    {
        _process = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, $"{typeof(SiloProcess).Assembly.GetName().Name}.dll"),
                SiloCommand.Name, brokers, database, cluster, instance, entities.ToString(),
            ])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _process.OutputDataReceived += (_, said) => _said = said.Data ?? _said;
        _process.BeginOutputReadLine();
    }

    /// <summary>What it said last, at most some dozen milliseconds ago.</summary>
    public SiloReport Report => SiloReport.Parse(_said);

    public bool HasExited => _process.HasExited;

    public void ForgetPartitions()
    {
        _process.StandardInput.WriteLine(SiloCommand.Forget);
        _process.StandardInput.Flush();
    }

    /// <summary>As <c>kill -9</c> does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Lets it leave the cluster.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(60)))
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }
}
