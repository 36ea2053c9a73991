namespace StreamAe.Storage.Sqlite;

/// <summary>
/// States and pages on their way to their rows. A commit appends what it changed to a log, which is a few large rows however many entities it
/// touches; their own rows, each in a place of its own, are written seldom, and then once for many changes. Until then the changes are here in
/// memory too. After a crash the log is read, and the rows are what they should be before anybody looks at them.
/// Writing is not safe for concurrent use; finding may happen beside it.
/// </summary>
internal sealed class ChangeLog
{
    // So many entities are written to their rows at once: a quarter of a second on a slow machine, for which commits wait.
    private const int MaxEntities = 1 << 16;

    /// <summary>A hundred thousand events of eight features: of twenty thousand entities each is written to its rows once for six events.</summary>
    public const long UsualBytes = 32 << 20;

    private readonly Database _database;
    private readonly long _maxBytes;
    private readonly EntityChanges _current = new();

    // In the log, not in their rows. Changed under the lock.
    private readonly EntityChanges _logged = new();
    private readonly Lock _gate = new();
    private readonly Statement _append;
    private readonly Statement _empty;
    private readonly Statement _setState;
    private readonly Statement _putPage;
    private long[] _order = [];
    private long _folds;

    /// <param name="maxBytes">Logged before the rows are written.</param>
    public ChangeLog(Database database, long maxBytes)
    {
        _database = database;
        _maxBytes = maxBytes;
        _append = database.Prepare("INSERT INTO change (changes) VALUES (?1)");
        _empty = database.Prepare("DELETE FROM change");
        _setState = database.Prepare("UPDATE entity SET state = ?2 WHERE id = ?1");

        // Overwrites in place: the table has no second index and nothing refers to it.
        _putPage = database.Prepare("INSERT OR REPLACE INTO page (id, excluded, rows) VALUES (?1, ?2, ?3)");
    }

    /// <summary>How often the log was emptied: who reads rows and then asks here for newer changes must see the same before and after.</summary>
    public long Folds => Interlocked.Read(ref _folds);

    /// <summary>Changes of the commit that is being written.</summary>
    public EntityChanges Current => _current;

    /// <summary>Adds what a store's log holds.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static void Read(Database database, EntityChanges changes)
    {
        using var blocks = new Statement(database, "SELECT changes FROM change ORDER BY id");
        try
        {
            while (blocks.Step())
            {
                changes.AddBlock(blocks.Bytes(0));
            }
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{database.Path} is damaged: {error.Message} Restore it from a copy.", error);
        }
    }

    /// <summary>Brings what a process that ended left in the log to its rows.</summary>
    /// <exception cref="InvalidDataException">The log is damaged.</exception>
    public void Recover()
    {
        Read(_database, _logged);
        Fold();
    }

    /// <summary>Writes everything to its rows, in a transaction of its own.</summary>
    public void Fold()
    {
        if (_logged.Bytes == 0)
        {
            return;
        }

        _database.InTransaction(() =>
        {
            WriteLogged();
            return true;
        });
        Forget();
    }

    /// <summary>Within the commit's transaction: makes <see cref="Current"/> part of it. <see cref="Committed"/> or <see cref="Drop"/> follows.</summary>
    /// <returns>Whether the log was emptied.</returns>
    public bool Write()
    {
        bool isLarge = _current.Bytes >= _maxBytes;
        bool folds = _logged.Bytes > 0 && (isLarge || _logged.Bytes >= _maxBytes || _logged.Entities >= MaxEntities);
        if (folds)
        {
            WriteLogged();
        }

        if (isLarge)
        {
            WriteRows(_current);
            _current.Clear();
        }

        foreach (ReadOnlyMemory<byte> block in _current.Blocks)
        {
            _append.BindBlob(1, block.Span).Run();
        }

        return folds;
    }

    /// <summary>The commit is durable.</summary>
    /// <param name="folded">What <see cref="Write"/> returned.</param>
    public void Committed(bool folded)
    {
        if (folded)
        {
            Forget();
        }

        lock (_gate)
        {
            _logged.Add(_current);
        }

        _current.Clear();
    }

    /// <summary>The commit did not happen.</summary>
    public void Drop() => _current.Clear();

    /// <summary>A copy of the state where it is newer than the entity's row, else null.</summary>
    public byte[]? FindState(long entity)
    {
        lock (_gate)
        {
            return _logged.States.TryGetValue(entity, out ReadOnlyMemory<byte> state) ? state.ToArray() : null;
        }
    }

    /// <summary>A copy of the page where it is newer than its row, else null.</summary>
    public (ushort Excluded, byte[] Rows)? FindPage(long place)
    {
        lock (_gate)
        {
            return _logged.Pages.TryGetValue(place, out EntityChanges.Page page) ? (page.Excluded, page.Rows.ToArray()) : null;
        }
    }

    private void WriteLogged()
    {
        WriteRows(_logged);
        _empty.Run();
    }

    private void Forget()
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _folds);
            _logged.Clear();
        }
    }

    /// <summary>In order of places, so that neighbours in the file are changed together.</summary>
    private void WriteRows(EntityChanges changes)
    {
        foreach (long entity in Sorted(changes.States.Keys, changes.States.Count))
        {
            _setState.Bind(1, entity).BindBlob(2, changes.States[entity].Span).Run();
            if (_database.Changes != 1)
            {
                throw new InvalidDataException(
                    $"{_database.Path}: entity {entity} is gone. Something else changed the file; stop it, or restore the file from a copy.");
            }
        }

        foreach (long place in Sorted(changes.Pages.Keys, changes.Pages.Count))
        {
            EntityChanges.Page page = changes.Pages[place];
            _putPage.Bind(1, place).Bind(2, page.Excluded).BindBlob(3, page.Rows.Span).Run();
        }
    }

    private Span<long> Sorted(IEnumerable<long> places, int count)
    {
        if (_order.Length < count)
        {
            _order = new long[Math.Max(count, 2 * _order.Length)];
        }

        int i = 0;
        foreach (long place in places)
        {
            _order[i++] = place;
        }

        Span<long> sorted = _order.AsSpan(0, count);
        sorted.Sort();
        return sorted;
    }
}
