using System.Text;
using StreamAe.Host.Configuration;

namespace StreamAe.Host.Tls;

/// <summary>The text of the three files, as they are at one moment.</summary>
/// <param name="Certificate">Null where it cannot be read, as the others.</param>
internal sealed record TlsFiles(string? Certificate, string? Key, string? Ca)
{
    /// <summary>Chains and bundles of roots have some thousand bytes; a file that is larger than this is the wrong one.</summary>
    private const int MaxBytes = 1024 * 1024;

    /// <param name="problems">Gets what cannot be read.</param>
    public static TlsFiles Read(TlsConfiguration paths, List<TlsProblem> problems) =>
        new(Read("certificate", paths.Certificate, problems), Read("key", paths.Key, problems), Read("ca", paths.Ca, problems));

    /// <returns>Null where it cannot be read.</returns>
    public static string? Read(string key, string path, List<TlsProblem> problems)
    {
        const string Remedy = "write the path of a PEM file, relative to the folder of this file";
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] bytes = new byte[MaxBytes + 1];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length <= MaxBytes)
            {
                // PEM is ASCII; what else may stand around its blocks does not matter.
                return Encoding.Latin1.GetString(bytes, 0, length);
            }

            problems.Add(new TlsProblem(key, $"is larger than {MaxBytes:N0} bytes", Remedy));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            problems.Add(new TlsProblem(key, "does not exist", Remedy));
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            problems.Add(new TlsProblem(key, "is a directory", Remedy));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add(new TlsProblem(key, $"cannot be read ({error.GetType().Name})", "check the path and its permissions"));
        }

        return null;
    }
}
