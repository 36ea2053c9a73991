using System.Text.Json;

namespace StreamAe.Host.Api.Audits;

/// <summary>
/// <c>audit.jsonl</c> in the data folder: changes that no table of the store has, that is of monitor files. Appended, one line each, never
/// rewritten. Thread-safe.
/// </summary>
internal sealed class AuditFile(string folder, TimeProvider time)
{
    public const string FileName = "audit.jsonl";

    private readonly Lock _gate = new();
    private readonly string _path = Path.Combine(folder, FileName);

    public void MonitorChanged(string monitor, string who, string why, string before, string after)
    {
        string line = JsonSerializer.Serialize(new AuditEntry(time.GetUtcNow(), who, "monitor changed", monitor, string.Empty, before, after, why), ApiJson.Options);
        lock (_gate)
        {
            File.AppendAllText(_path, line + "\n");
        }
    }

    /// <summary>Newest first. A line that is no entry, such as half of one that a crash left, is passed over.</summary>
    public IReadOnlyList<AuditEntry> Read(string monitor, int max)
    {
        lock (_gate)
        {
            return File.Exists(_path)
                ? [.. File.ReadLines(_path).Select(Parse).OfType<AuditEntry>().Where(e => e.Monitor == monitor).Reverse().Take(max)]
                : [];
        }
    }

    private static AuditEntry? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<AuditEntry>(line, ApiJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
