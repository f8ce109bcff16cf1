-- The tables of revision 0028, of which a new PostgreSQL database gets all at once.
-- Like a migration it is frozen: later revisions change them.

CREATE TABLE alert_windows (
    chat_id BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    sent_count INTEGER NOT NULL,
    batch_due_at BIGINT,
    CONSTRAINT pk_alert_windows PRIMARY KEY (chat_id)
);

CREATE INDEX ix_alert_windows_batch_due_at ON alert_windows (batch_due_at) WHERE batch_due_at IS NOT NULL;

CREATE TABLE api_tokens (
    id SERIAL NOT NULL,
    name VARCHAR NOT NULL,
    secret_hash BYTEA NOT NULL,
    scopes VARCHAR NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT pk_api_tokens PRIMARY KEY (id),
    CONSTRAINT uq_api_tokens_name UNIQUE (name)
);

CREATE TABLE article_sources (
    name VARCHAR NOT NULL,
    CONSTRAINT pk_article_sources PRIMARY KEY (name)
);

CREATE TABLE chat_admins (
    chat_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    CONSTRAINT pk_chat_admins PRIMARY KEY (chat_id, user_id)
);

CREATE INDEX ix_chat_admins_user_id ON chat_admins (user_id);

CREATE TABLE daily_counters (
    day DATE NOT NULL,
    counter VARCHAR NOT NULL,
    value INTEGER NOT NULL,
    CONSTRAINT pk_daily_counters PRIMARY KEY (day, counter)
);

CREATE TABLE digests (
    id SERIAL NOT NULL,
    since BIGINT NOT NULL,
    until BIGINT NOT NULL,
    topics VARCHAR NOT NULL,
    items INTEGER NOT NULL,
    more INTEGER NOT NULL,
    stories JSON NOT NULL,
    previous_story_ids JSON NOT NULL,
    previous_id INTEGER,
    excluded_story_ids JSON DEFAULT '[]' NOT NULL,
    CONSTRAINT pk_digests PRIMARY KEY (id)
);

CREATE INDEX ix_digests_until ON digests (until);

CREATE TABLE editor_invites (
    secret_hash VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    created_by BIGINT,
    expires_at BIGINT NOT NULL,
    CONSTRAINT pk_editor_invites PRIMARY KEY (secret_hash)
);

CREATE TABLE editors (
    user_id BIGINT NOT NULL,
    name VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    added_by BIGINT,
    added_at BIGINT NOT NULL,
    CONSTRAINT pk_editors PRIMARY KEY (user_id)
);

CREATE TABLE followed_stories (
    chat_id BIGINT NOT NULL,
    story_id INTEGER NOT NULL,
    title VARCHAR NOT NULL,
    notify VARCHAR NOT NULL,
    last_article_id INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    active_until BIGINT NOT NULL,
    CONSTRAINT pk_followed_stories PRIMARY KEY (chat_id, story_id)
);

CREATE INDEX ix_followed_stories_story_id_notify_chat_id ON followed_stories (story_id, notify, chat_id);

CREATE TABLE inbox (
    id BIGSERIAL NOT NULL,
    update_id BIGINT NOT NULL,
    body JSON,
    received_at BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    CONSTRAINT pk_inbox PRIMARY KEY (id),
    CONSTRAINT uq_inbox_update_id UNIQUE (update_id)
);

CREATE INDEX ix_inbox_pending ON inbox (id) WHERE body IS NOT NULL;

CREATE TABLE payloads (
    id BIGSERIAL NOT NULL,
    message JSON NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT pk_payloads PRIMARY KEY (id)
);

CREATE TABLE saved_articles (
    chat_id BIGINT NOT NULL,
    article_id INTEGER NOT NULL,
    title VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    summary TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    saved_at BIGINT NOT NULL,
    CONSTRAINT pk_saved_articles PRIMARY KEY (chat_id, article_id)
);

CREATE INDEX ix_saved_articles_chat_id_saved_at ON saved_articles (chat_id, saved_at);

CREATE TABLE searches (
    id BIGSERIAL NOT NULL,
    chat_id BIGINT NOT NULL,
    query VARCHAR NOT NULL,
    results INTEGER NOT NULL,
    asked_at BIGINT NOT NULL,
    CONSTRAINT pk_searches PRIMARY KEY (id)
);

CREATE INDEX ix_searches_chat_id ON searches (chat_id);

CREATE INDEX ix_searches_zero_results ON searches (asked_at) WHERE results = 0;

CREATE TABLE shown_stories (
    chat_id BIGINT NOT NULL,
    story_id INTEGER NOT NULL,
    shown_at BIGINT NOT NULL,
    CONSTRAINT pk_shown_stories PRIMARY KEY (chat_id, story_id)
);

CREATE INDEX ix_shown_stories_shown_at ON shown_stories (shown_at);

CREATE TABLE source_choices (
    chat_id BIGINT NOT NULL,
    source VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT pk_source_choices PRIMARY KEY (chat_id, source)
);

CREATE TABLE sources (
    id SERIAL NOT NULL,
    kind VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    etag VARCHAR NOT NULL,
    last_modified VARCHAR NOT NULL,
    added_at BIGINT NOT NULL,
    next_fetch_at BIGINT NOT NULL,
    last_success_at BIGINT,
    failures INTEGER NOT NULL,
    failure_reason VARCHAR NOT NULL,
    paused_reason VARCHAR,
    topics VARCHAR DEFAULT '' NOT NULL,
    host VARCHAR DEFAULT '' NOT NULL,
    language VARCHAR DEFAULT '' NOT NULL,
    ttl INTEGER DEFAULT 0 NOT NULL,
    skip_hours VARCHAR DEFAULT '' NOT NULL,
    failing_since BIGINT,
    failure_notified BOOLEAN DEFAULT false NOT NULL,
    own_title VARCHAR DEFAULT '' NOT NULL,
    headers JSON DEFAULT '{}' NOT NULL,
    CONSTRAINT pk_sources PRIMARY KEY (id),
    CONSTRAINT uq_sources_url UNIQUE (url)
);

CREATE INDEX ix_sources_next_fetch_at ON sources (next_fetch_at);

CREATE TABLE stories (
    id SERIAL NOT NULL,
    headline_id INTEGER NOT NULL,
    opened_at BIGINT NOT NULL,
    article_count INTEGER NOT NULL,
    sources JSON NOT NULL,
    CONSTRAINT pk_stories PRIMARY KEY (id)
);

CREATE INDEX ix_stories_opened_at ON stories (opened_at);

CREATE TABLE story_keys (
    day INTEGER NOT NULL,
    key INTEGER NOT NULL,
    fts_rowid BIGINT NOT NULL,
    CONSTRAINT pk_story_keys PRIMARY KEY (day, key, fts_rowid)
);

CREATE TABLE subscribers (
    chat_id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    language VARCHAR(2) NOT NULL,
    timezone VARCHAR NOT NULL,
    digest_times VARCHAR DEFAULT '08:00' NOT NULL,
    weekdays VARCHAR DEFAULT '1234567' NOT NULL,
    topics VARCHAR NOT NULL,
    digest_size INTEGER NOT NULL,
    style VARCHAR NOT NULL,
    languages VARCHAR DEFAULT '' NOT NULL,
    breaking VARCHAR DEFAULT 'on' NOT NULL,
    quiet_from VARCHAR(5),
    quiet_until VARCHAR(5),
    hold_in_quiet_hours BOOLEAN DEFAULT false NOT NULL,
    notify_when_empty BOOLEAN NOT NULL,
    empty_notice_sent BOOLEAN NOT NULL,
    joined_at BIGINT NOT NULL,
    watermark BIGINT,
    next_digest_at BIGINT,
    paused_until BIGINT,
    weekly_review BOOLEAN DEFAULT false NOT NULL,
    weekly_review_sent_at BIGINT,
    pending_prompt VARCHAR DEFAULT '' NOT NULL,
    prompted_at BIGINT,
    thread_id INTEGER,
    title VARCHAR DEFAULT '' NOT NULL,
    setup_step VARCHAR DEFAULT '' NOT NULL,
    last_digest_id INTEGER,
    style_offer_sent BOOLEAN DEFAULT false NOT NULL,
    city VARCHAR DEFAULT '' NOT NULL,
    CONSTRAINT pk_subscribers PRIMARY KEY (chat_id)
);

CREATE INDEX ix_subscribers_due ON subscribers (next_digest_at, language, topics, digest_size, timezone, style) WHERE next_digest_at IS NOT NULL;

CREATE TABLE terms (
    id SERIAL NOT NULL,
    normalized VARCHAR NOT NULL,
    CONSTRAINT pk_terms PRIMARY KEY (id),
    CONSTRAINT uq_terms_normalized UNIQUE (normalized)
);

CREATE TABLE topics (
    id VARCHAR NOT NULL,
    emoji VARCHAR NOT NULL,
    names JSON NOT NULL,
    words JSON NOT NULL,
    changed_at BIGINT NOT NULL,
    CONSTRAINT pk_topics PRIMARY KEY (id)
);

CREATE TABLE word_keys (
    key VARCHAR NOT NULL,
    word VARCHAR NOT NULL,
    CONSTRAINT pk_word_keys PRIMARY KEY (key, word)
);

CREATE TABLE words (
    word VARCHAR NOT NULL,
    articles INTEGER NOT NULL,
    seen_at BIGINT NOT NULL,
    CONSTRAINT pk_words PRIMARY KEY (word)
);

CREATE TABLE api_answers (
    token_id INTEGER NOT NULL,
    key VARCHAR NOT NULL,
    request_hash BYTEA NOT NULL,
    result JSON NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT pk_api_answers PRIMARY KEY (token_id, key),
    CONSTRAINT fk_api_answers_token_id FOREIGN KEY(token_id) REFERENCES api_tokens (id) ON DELETE CASCADE
);

CREATE INDEX ix_api_answers_created_at ON api_answers (created_at);

CREATE TABLE articles (
    id SERIAL NOT NULL,
    story_id INTEGER NOT NULL,
    source_id INTEGER,
    source VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    canonical_url VARCHAR,
    guid VARCHAR,
    content_hash VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    title_generated BOOLEAN NOT NULL,
    language VARCHAR(3) NOT NULL,
    published_at BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    author VARCHAR NOT NULL,
    photo_credit VARCHAR NOT NULL,
    attribution VARCHAR NOT NULL,
    image VARCHAR NOT NULL,
    summary JSON NOT NULL,
    topics JSON NOT NULL,
    entities JSON NOT NULL,
    summary_written BOOLEAN DEFAULT false NOT NULL,
    is_teaser BOOLEAN DEFAULT false NOT NULL,
    importance FLOAT DEFAULT 1 NOT NULL,
    fts_rowid BIGINT DEFAULT 0 NOT NULL,
    overridden_fields VARCHAR DEFAULT '' NOT NULL,
    published_is_estimated BOOLEAN DEFAULT false NOT NULL,
    is_follow_up BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_articles PRIMARY KEY (id),
    CONSTRAINT uq_articles_source_id_guid UNIQUE (source_id, guid),
    CONSTRAINT fk_articles_story_id FOREIGN KEY(story_id) REFERENCES stories (id),
    CONSTRAINT fk_articles_source_id FOREIGN KEY(source_id) REFERENCES sources (id) ON DELETE SET NULL,
    CONSTRAINT uq_articles_canonical_url UNIQUE (canonical_url),
    CONSTRAINT uq_articles_content_hash UNIQUE (content_hash)
);

CREATE INDEX ix_articles_fts_rowid ON articles (fts_rowid, story_id);

CREATE INDEX ix_articles_published_at ON articles (published_at);

CREATE INDEX ix_articles_source_id_published_at ON articles (source_id, published_at);

CREATE INDEX ix_articles_story_id ON articles (story_id);

CREATE TABLE broadcasts (
    id SERIAL NOT NULL,
    editor_id BIGINT NOT NULL,
    state VARCHAR NOT NULL,
    payload_id BIGINT NOT NULL,
    retracted BOOLEAN NOT NULL,
    paused BOOLEAN DEFAULT false NOT NULL,
    has_delivered BOOLEAN DEFAULT false NOT NULL,
    failed_count INTEGER DEFAULT '0' NOT NULL,
    article_id INTEGER,
    paused_by BIGINT,
    stopped BOOLEAN DEFAULT false NOT NULL,
    text TEXT NOT NULL,
    topics VARCHAR DEFAULT '' NOT NULL,
    language VARCHAR(2),
    silent BOOLEAN DEFAULT false NOT NULL,
    ttl INTEGER DEFAULT '7200' NOT NULL,
    created_at BIGINT NOT NULL,
    time_prompted_at BIGINT,
    time_prompted_by BIGINT,
    scheduled_at BIGINT,
    started_at BIGINT,
    report_chat_id BIGINT,
    report_message_id INTEGER,
    CONSTRAINT pk_broadcasts PRIMARY KEY (id),
    CONSTRAINT fk_broadcasts_payload_id FOREIGN KEY(payload_id) REFERENCES payloads (id)
);

CREATE TABLE desk_choices (
    story_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    expires_at BIGINT NOT NULL,
    CONSTRAINT pk_desk_choices PRIMARY KEY (story_id),
    CONSTRAINT fk_desk_choices_story_id FOREIGN KEY(story_id) REFERENCES stories (id) ON DELETE CASCADE
);

CREATE TABLE follows (
    chat_id BIGINT NOT NULL,
    term_id INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    notify VARCHAR NOT NULL,
    origin VARCHAR NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT pk_follows PRIMARY KEY (chat_id, term_id),
    CONSTRAINT fk_follows_term_id FOREIGN KEY(term_id) REFERENCES terms (id)
);

CREATE INDEX ix_follows_term_id_kind_notify_chat_id ON follows (term_id, kind, notify, chat_id);

CREATE TABLE payload_stories (
    payload_id BIGINT NOT NULL,
    story_id INTEGER NOT NULL,
    CONSTRAINT pk_payload_stories PRIMARY KEY (payload_id, story_id),
    CONSTRAINT fk_payload_stories_payload_id FOREIGN KEY(payload_id) REFERENCES payloads (id) ON DELETE CASCADE
);

CREATE INDEX ix_payload_stories_story_id ON payload_stories (story_id);

CREATE TABLE term_tokens (
    token VARCHAR NOT NULL,
    term_id INTEGER NOT NULL,
    CONSTRAINT pk_term_tokens PRIMARY KEY (token, term_id),
    CONSTRAINT fk_term_tokens_term_id FOREIGN KEY(term_id) REFERENCES terms (id) ON DELETE CASCADE
);

CREATE INDEX ix_term_tokens_term_id ON term_tokens (term_id);

CREATE TABLE alert_queue (
    article_id INTEGER NOT NULL,
    CONSTRAINT pk_alert_queue PRIMARY KEY (article_id),
    CONSTRAINT fk_alert_queue_article_id FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE
);

CREATE TABLE article_texts (
    article_id INTEGER NOT NULL,
    content BYTEA NOT NULL,
    CONSTRAINT pk_article_texts PRIMARY KEY (article_id),
    CONSTRAINT fk_article_texts_article_id FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE
);

CREATE TABLE article_tombstones (
    id SERIAL NOT NULL,
    content_hash VARCHAR NOT NULL,
    canonical_url VARCHAR,
    source_id INTEGER,
    guid VARCHAR,
    article_id INTEGER,
    created_at BIGINT NOT NULL,
    CONSTRAINT pk_article_tombstones PRIMARY KEY (id),
    CONSTRAINT fk_article_tombstones_article_id FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE
);

CREATE INDEX ix_article_tombstones_article_id ON article_tombstones (article_id);

CREATE INDEX ix_article_tombstones_canonical_url ON article_tombstones (canonical_url);

CREATE INDEX ix_article_tombstones_content_hash ON article_tombstones (content_hash);

CREATE INDEX ix_article_tombstones_guid ON article_tombstones (guid);

CREATE TABLE audit (
    id SERIAL NOT NULL,
    created_at BIGINT NOT NULL,
    action VARCHAR NOT NULL,
    editor_id BIGINT,
    editor VARCHAR NOT NULL,
    broadcast_id INTEGER,
    text TEXT NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (id),
    CONSTRAINT fk_audit_broadcast_id FOREIGN KEY(broadcast_id) REFERENCES broadcasts (id)
);

CREATE INDEX ix_audit_broadcast_id ON audit (broadcast_id);

CREATE TABLE deliveries (
    id BIGSERIAL NOT NULL,
    payload_id BIGINT NOT NULL,
    broadcast_id INTEGER,
    chat_id BIGINT NOT NULL,
    action VARCHAR NOT NULL,
    priority INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    due_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    silent BOOLEAN DEFAULT false NOT NULL,
    covers_since BIGINT,
    leased_until BIGINT,
    attempts INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    message_id INTEGER,
    finished_at BIGINT,
    CONSTRAINT pk_deliveries PRIMARY KEY (id),
    CONSTRAINT fk_deliveries_payload_id FOREIGN KEY(payload_id) REFERENCES payloads (id),
    CONSTRAINT fk_deliveries_broadcast_id FOREIGN KEY(broadcast_id) REFERENCES broadcasts (id)
) PARTITION BY RANGE (id);

CREATE TABLE deliveries_before_months PARTITION OF deliveries
    FOR VALUES FROM (MINVALUE) TO (103079215104000);

CREATE INDEX ix_deliveries_broadcast_id ON deliveries (broadcast_id);

CREATE INDEX ix_deliveries_chat_id_payload_id ON deliveries (chat_id, payload_id);

CREATE INDEX ix_deliveries_expiring ON deliveries (expires_at) WHERE state = 'pending';

CREATE INDEX ix_deliveries_leased ON deliveries (leased_until) WHERE state = 'leased';

CREATE INDEX ix_deliveries_payload_id ON deliveries (payload_id);

CREATE INDEX ix_deliveries_pending ON deliveries (priority, due_at, id, broadcast_id) WHERE state = 'pending';

CREATE TABLE fingerprints (
    article_id INTEGER NOT NULL,
    terms BYTEA NOT NULL,
    CONSTRAINT pk_fingerprints PRIMARY KEY (article_id),
    CONSTRAINT fk_fingerprints_article_id FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE
);

CREATE TABLE pending_alerts (
    chat_id BIGINT NOT NULL,
    story_id INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    queued_at BIGINT NOT NULL,
    CONSTRAINT pk_pending_alerts PRIMARY KEY (chat_id, story_id),
    CONSTRAINT fk_pending_alerts_article_id FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE
);

CREATE INDEX ix_pending_alerts_article_id ON pending_alerts (article_id);

CREATE TABLE proposals (
    id SERIAL NOT NULL,
    broadcast_id INTEGER NOT NULL,
    action VARCHAR NOT NULL,
    payload_id BIGINT,
    fingerprint VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    proposed_by BIGINT NOT NULL,
    proposer VARCHAR NOT NULL,
    created_at BIGINT NOT NULL,
    report_chat_id BIGINT,
    report_message_id INTEGER,
    CONSTRAINT pk_proposals PRIMARY KEY (id),
    CONSTRAINT fk_proposals_broadcast_id FOREIGN KEY(broadcast_id) REFERENCES broadcasts (id),
    CONSTRAINT fk_proposals_payload_id FOREIGN KEY(payload_id) REFERENCES payloads (id)
);

CREATE INDEX ix_proposals_broadcast_id ON proposals (broadcast_id);

CREATE INDEX ix_proposals_payload_id ON proposals (payload_id);

CREATE TABLE approvals (
    proposal_id INTEGER NOT NULL,
    editor_id BIGINT NOT NULL,
    approved_at BIGINT NOT NULL,
    CONSTRAINT pk_approvals PRIMARY KEY (proposal_id, editor_id),
    CONSTRAINT fk_approvals_proposal_id FOREIGN KEY(proposal_id) REFERENCES proposals (id)
);

CREATE TABLE articles_fts (
    rowid BIGINT NOT NULL,
    day BIGINT GENERATED ALWAYS AS (rowid / 86400) STORED,
    tokens TSVECTOR NOT NULL,
    CONSTRAINT pk_articles_fts PRIMARY KEY (rowid)
);

CREATE INDEX ix_articles_fts_day_tokens ON articles_fts USING gin (day, tokens) WITH (fastupdate = off);
