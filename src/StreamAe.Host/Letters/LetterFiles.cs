using StreamAe.Host.Services;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Letters;

/// <summary>Reads the dead letters that a data folder keeps: of the start that is, or was last, and of those before it.</summary>
internal static class LetterFiles
{
    /// <summary>In the order in which they came.</summary>
    /// <param name="max">The newest.</param>
    /// <param name="isWanted">Null for all.</param>
    /// <param name="onlyEarlier">Not those of the newest file, which a running service has in its memory.</param>
    public static IReadOnlyList<DeadLetter> ReadNewest(string folder, int max, Func<DeadLetter, bool>? isWanted = null, bool onlyEarlier = false)
    {
        var newest = new List<DeadLetter>();
        foreach (string file in DeadLetterFile.NamesNewestFirst.Skip(onlyEarlier ? 1 : 0))
        {
            var of = new Queue<DeadLetter>();
            foreach (DeadLetter letter in DeadLetterCsvReader.Read(Path.Combine(folder, file)).Where(l => isWanted is null || isWanted(l)))
            {
                of.Enqueue(letter);
                if (of.Count > max - newest.Count)
                {
                    of.Dequeue();
                }
            }

            newest.InsertRange(0, of);
            if (newest.Count == max)
            {
                break;
            }
        }

        return newest;
    }
}
