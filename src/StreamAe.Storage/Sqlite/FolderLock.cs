namespace StreamAe.Storage.Sqlite;

/// <summary>
/// One process owns a data folder. The operating system holds the lock on <c>streamae.lock</c> and lets go of it however the process ends;
/// <c>streamae.pid</c> beside it says who, because a locked file cannot be read.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private const string LockFile = "streamae.lock";
    private const string ProcessFile = "streamae.pid";

    private readonly FileStream _lock;
    private readonly string _processPath;

    private FolderLock(FileStream held, string processPath)
    {
        _lock = held;
        _processPath = processPath;
    }

    /// <exception cref="IOException">Another process, or another store of this one, has the folder.</exception>
    public static FolderLock Take(string folder)
    {
        string processPath = Path.Combine(folder, ProcessFile);
        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new IOException(
                $"The data folder {folder} is in use by process {ReadProcess(processPath)} ({error.Message}). "
                + "One process owns a data folder: stop the other one, or give this one a folder of its own.",
                error);
        }

        try
        {
            File.WriteAllText(processPath, $"{Environment.ProcessId}\n");
            return new FolderLock(held, processPath);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        File.Delete(_processPath);
        _lock.Dispose();
    }

    private static string ReadProcess(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (IOException)
        {
            return "(unknown)";
        }
    }
}
