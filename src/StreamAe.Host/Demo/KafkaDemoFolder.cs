using StreamAe.Host.Commands;
using StreamAe.Storage;

namespace StreamAe.Host.Demo;

/// <summary>
/// The data folder of <c>demo --kafka</c>: begun anew at each start, because the broker forgets its messages at the end and counts offsets
/// from 0 again. A file marks it, so that no other folder is ever emptied.
/// </summary>
internal static class KafkaDemoFolder
{
    /// <summary>What the demo says of its next start.</summary>
    public const string NextStart = "The broker forgets its messages now, so the next start with --kafka begins anew.";

    private const string MarkerFile = "demo-kafka.txt";
    private const string Marker = "A data folder of streamae demo --kafka: its state and its alerts are deleted at the next start.\n";

    /// <exception cref="WrongUseException">The folder holds something else.</exception>
    /// <exception cref="IOException">Another process has it, or it cannot be written.</exception>
    public static void BeginAnew(string folder)
    {
        Directory.CreateDirectory(folder);
        string marker = Path.Combine(folder, MarkerFile);
        if (!File.Exists(marker))
        {
            if (Directory.EnumerateFileSystemEntries(folder).FirstOrDefault() is string found)
            {
                throw new WrongUseException(
                    $"--data {folder} holds {Path.GetFileName(found)} and is no folder of an earlier demo --kafka; the demo deletes the state in its folder at each start "
                    + "with --kafka, so the folder must be its own. Name one that is new or empty, or leave --data out.");
            }

            File.WriteAllText(marker, Marker);
        }

        SqliteStateStore.Erase(folder);
        foreach (string alerts in Directory.EnumerateFiles(folder, "alerts*.jsonl"))
        {
            File.Delete(alerts);
        }
    }
}
