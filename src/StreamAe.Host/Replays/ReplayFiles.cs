using StreamAe.Host.Commands;
using StreamAe.Host.Sinks;
using StreamAe.Monitoring.Backtesting;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Host.Replays;

/// <summary>The folder that a replay writes: verdicts.csv, alerts.jsonl, deadletters.csv, and report.json once all is there.</summary>
internal sealed class ReplayFiles : IDisposable
{
    private readonly VerdictCsv _verdicts;
    private readonly FileStream _alerts;

    public ReplayFiles(string folder)
    {
        Folder = folder;
        Directory.CreateDirectory(folder);

        // One of an earlier replay would belong to other verdicts.
        File.Delete(ReportPath);
        _verdicts = new VerdictCsv(File.Create(Path.Combine(folder, "verdicts.csv")));
        _alerts = File.Create(Path.Combine(folder, "alerts.jsonl"));
    }

    public string Folder { get; }

    public string DeadLetters => Path.Combine(Folder, "deadletters.csv");

    private string ReportPath => Path.Combine(Folder, "report.json");

    /// <exception cref="WrongUseException">Something is there that would be overwritten or mixed up with.</exception>
    public static void Verify(string folder, bool force)
    {
        if (File.Exists(folder))
        {
            throw new WrongUseException($"--out {folder} is a file. Give a folder that is new or empty.");
        }

        if (!force && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new WrongUseException($"--out {folder} is not empty. Give a folder that is new or empty, or --force to overwrite what a replay writes.");
        }
    }

    public void Write(Poll poll)
    {
        _verdicts.Write(poll);
        foreach (ShardPart part in poll.Parts)
        {
            foreach (Monitoring.Alerts.Alert alert in part.Alerts)
            {
                _alerts.Write(AlertJson.WriteUtf8(alert));
                _alerts.Write("\n"u8);
            }
        }
    }

    /// <summary>The last file: a folder without it is incomplete.</summary>
    public void WriteReport(string json)
    {
        Dispose();
        File.WriteAllText(ReportPath, json);
    }

    public void Dispose()
    {
        _verdicts.Dispose();
        _alerts.Dispose();
    }
}
