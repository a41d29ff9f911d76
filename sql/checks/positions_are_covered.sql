-- Why: every position up to the checkpoint is folded or in quarantine, and none beyond it is either.
WITH generation AS (
    SELECT s.name AS source, g.name AS generation_name, g.source_id, g.generation, g.checkpoint,
           h.position AS head
    FROM projection.generation g
    JOIN log.source s ON s.source_id = g.source_id
    JOIN log.head h ON h.source_id = g.source_id
    WHERE g.state <> 'retired'
), problem AS (
    SELECT g.source_id, g.generation, g.checkpoint AS position,
           'the checkpoint is beyond the head of the log' AS problem
    FROM generation g
    WHERE g.checkpoint > g.head
    UNION ALL
    SELECT g.source_id, g.generation, g.checkpoint,
           'the log has ' || (SELECT count(*) FROM log.event e
                              WHERE e.source_id = g.source_id AND e.position <= g.checkpoint)
           || ' events up to the checkpoint'
    FROM generation g
    WHERE g.checkpoint <> (SELECT count(*) FROM log.event e
                           WHERE e.source_id = g.source_id AND e.position <= g.checkpoint)
    UNION ALL
    SELECT g.source_id, g.generation, e.position,
           'an event that cannot be folded is not in quarantine'
    FROM generation g
    JOIN log.event e ON e.source_id = g.source_id AND e.position <= g.checkpoint
    LEFT JOIN projection.quarantine q
           ON q.source_id = g.source_id AND q.generation = g.generation
          AND q.position = e.position
    WHERE (e.decode_error IS NOT NULL OR e.repeats IS NOT NULL) AND q.position IS NULL
    UNION ALL
    SELECT g.source_id, g.generation, q.position, 'in quarantine beyond the checkpoint'
    FROM generation g
    JOIN projection.quarantine q
      ON q.source_id = g.source_id AND q.generation = g.generation AND q.position > g.checkpoint
    UNION ALL
    SELECT g.source_id, g.generation, q.position, 'in quarantine and booked'
    FROM generation g
    JOIN projection.quarantine q
      ON q.source_id = g.source_id AND q.generation = g.generation AND q.status = 'open'
    JOIN (SELECT DISTINCT e.source_id, e.generation, e.position FROM projection.entry e) booked
      ON booked.source_id = q.source_id AND booked.generation = q.generation
     AND booked.position = q.position
    UNION ALL
    SELECT g.source_id, g.generation, max(greatest(e.position, e.known_from, e.known_until)),
           'booked beyond the checkpoint'
    FROM generation g
    JOIN projection.entry e
      ON e.source_id = g.source_id AND e.generation = g.generation
     AND greatest(e.position, e.known_from, e.known_until) > g.checkpoint
    GROUP BY g.source_id, g.generation
)
SELECT g.source, g.generation_name AS generation, p.position, p.problem
FROM problem p
JOIN generation g ON g.source_id = p.source_id AND g.generation = p.generation
ORDER BY g.source, p.position
