--
-- PostgreSQL database dump
--

-- Dumped from database version 18.1
-- Dumped by pg_dump version 18.1

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: shop; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA shop;


--
-- Name: state; Type: TYPE; Schema: shop; Owner: -
--

CREATE TYPE shop.state AS ENUM (
    'new',
    'sold;out'
);


--
-- Name: total(integer); Type: FUNCTION; Schema: shop; Owner: -
--

CREATE FUNCTION shop.total(integer) RETURNS numeric
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT
         CASE
             WHEN ($1 > 1) THEN ($1 + 0.5)
             ELSE (0)::numeric
         END AS "case";
END;


--
-- Name: touch(); Type: FUNCTION; Schema: shop; Owner: -
--

CREATE FUNCTION shop.touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
BEGIN
  NEW.state := COALESCE(NEW.state, 'new'); -- $1; $$
  RETURN NEW;
END;
$_$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: items; Type: TABLE; Schema: shop; Owner: -
--

CREATE TABLE shop.items (
    id integer NOT NULL,
    name text NOT NULL,
    price numeric(10,2),
    state shop.state,
    CONSTRAINT items_name_check CHECK ((name <> ';'::text))
);


--
-- Name: TABLE items; Type: COMMENT; Schema: shop; Owner: -
--

COMMENT ON TABLE shop.items IS 'It''s; a \ comment';


--
-- Name: items_id_seq; Type: SEQUENCE; Schema: shop; Owner: -
--

CREATE SEQUENCE shop.items_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: items_id_seq; Type: SEQUENCE OWNED BY; Schema: shop; Owner: -
--

ALTER SEQUENCE shop.items_id_seq OWNED BY shop.items.id;


--
-- Name: cheap; Type: VIEW; Schema: shop; Owner: -
--

CREATE VIEW shop.cheap AS
 SELECT id,
    name
   FROM shop.items
  WHERE (price < (1)::numeric);


--
-- Name: items id; Type: DEFAULT; Schema: shop; Owner: -
--

ALTER TABLE ONLY shop.items ALTER COLUMN id SET DEFAULT nextval('shop.items_id_seq'::regclass);


--
-- Data for Name: items; Type: TABLE DATA; Schema: shop; Owner: -
--

COPY shop.items (id, name, price, state) FROM stdin;
1	it's; \\ a	9.50	new
2	שלום\n	\N	sold;out
3		0.01	\N
\.


--
-- Name: items_id_seq; Type: SEQUENCE SET; Schema: shop; Owner: -
--

SELECT pg_catalog.setval('shop.items_id_seq', 3, true);


--
-- Name: items items_pkey; Type: CONSTRAINT; Schema: shop; Owner: -
--

ALTER TABLE ONLY shop.items
    ADD CONSTRAINT items_pkey PRIMARY KEY (id);


--
-- Name: items items_touch; Type: TRIGGER; Schema: shop; Owner: -
--

CREATE TRIGGER items_touch BEFORE INSERT ON shop.items FOR EACH ROW EXECUTE FUNCTION shop.touch();


--
-- Name: items items_all; Type: RULE; Schema: shop; Owner: -
--

CREATE RULE items_all AS
    ON DELETE TO shop.cheap DO INSTEAD ( DELETE FROM shop.items
  WHERE (items.id = old.id);
 SELECT 1;
);


--
-- PostgreSQL database dump complete
--

