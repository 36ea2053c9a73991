using System.Globalization;
using System.Text;

namespace StreamAe.Host.Tests.Api;

/// <summary>Files of entities whose x and y swing together, a row a minute, for a service that follows their folder.</summary>
/// <param name="folder">It exists.</param>
internal sealed class SwingFiles(string folder, IReadOnlyList<string> entities)
{
    private const int Seconds = 60;
    private static readonly long Begin = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private int _files;

    /// <summary>Rows of each entity so far.</summary>
    public int Rows { get; private set; }

    /// <summary>Event time of a row.</summary>
    public static DateTimeOffset TimeOf(int row) => DateTimeOffset.FromUnixTimeSeconds(Begin + (row * Seconds));

    /// <summary>The value of x in a usual row.</summary>
    public static double XOf(int row) => Math.Sin(row * 0.3);

    /// <summary>Further rows of every entity.</summary>
    /// <param name="odd">Added to x of the first entity, in the last row.</param>
    public void Write(int rows, double odd = 0)
    {
        var text = new StringBuilder("entity,t,x,y\n");
        for (int i = 0; i < rows; i++, Rows++)
        {
            for (int e = 0; e < entities.Count; e++)
            {
                double x = XOf(Rows) + (e == 0 && i == rows - 1 ? odd : 0);
                text.Append(CultureInfo.InvariantCulture, $"{entities[e]},{Begin + (Rows * Seconds)},{x:0.0000},{Math.Cos((Rows * 0.3) + e):0.0000}\n");
            }
        }

        Put(text.ToString());
    }

    /// <summary>A file of any text, whole at once: what is half written must not be read.</summary>
    public void Put(string text)
    {
        string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{_files++:000}.csv"));
        File.WriteAllText(path + ".part", text);
        File.Move(path + ".part", path);
    }
}
